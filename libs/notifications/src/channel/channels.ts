import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { Channel, type OuterChannel } from './channel.js';

/** The ways out of the hub: every provider that extends `Channel`. */
@Injectable()
export class Channels implements OnModuleInit {
  private readonly found = new Map<OuterChannel, Channel>();

  constructor(private readonly discovery: DiscoveryService) {}

  onModuleInit(): void {
    for (const { instance } of this.discovery.getProviders()) {
      if (!(instance instanceof Channel) || this.found.get(instance.name) === instance) continue;
      if (this.found.has(instance.name)) throw new Error(`two providers are the channel ${instance.name}`);
      this.found.set(instance.name, instance);
    }
  }

  /** Null where the hub has no such channel, or is not set up for it. */
  on(name: OuterChannel): Channel | null {
    const channel = this.found.get(name);
    return channel?.isOn === true ? channel : null;
  }
}

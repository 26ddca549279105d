import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { z } from 'zod';
import { newId } from '#kernel';
import { SignalRelay, type RelayedSignal } from '#realtime';
import { openRedis, type RedisClient } from '../backend/connect-redis.js';
import type { RedisAddress } from '../backend/redis-address.js';

/** Plain publish and subscribe: Redis 6.2 knows no other, and in a cluster every node passes it on. A room has two signals a second at the most. */
const CHANNEL = '{hub}:signals';

const letter = z.object({ from: z.string(), signals: z.array(z.object({ stream: z.string(), type: z.string(), data: z.unknown() })) });

/** Signals between hubs, over the Redis that carries the jobs. While it is away they stay in their hub. */
@Injectable()
export class RedisSignalRelay extends SignalRelay implements OnApplicationShutdown {
  private readonly self = newId();
  private readonly sender: RedisClient;
  private readonly receiver: RedisClient;

  constructor(address: RedisAddress) {
    super();
    this.sender = openRedis(address, 'hub-signals', 'asks');
    // A line that listens can say nothing else, so it is one of its own; it subscribes again by itself whenever it is back.
    this.receiver = openRedis(address, 'hub-signals-in', 'waits');
    this.sender.connect().catch(() => undefined);
  }

  override publish(signals: readonly RelayedSignal[]): void {
    // Nobody waits for a signal: what cannot be sent now is dropped.
    if (signals.length > 0) void this.sender.publish(CHANNEL, JSON.stringify({ from: this.self, signals })).catch(() => undefined);
  }

  override listen(take: (signals: readonly RelayedSignal[]) => void): void {
    this.receiver.on('message', (_channel, text: string) => {
      const { success, data } = letter.safeParse(parsed(text));
      if (success && data.from !== this.self) take(data.signals);
    });
    void this.receiver.connect().then(() => this.receiver.subscribe(CHANNEL)).catch(() => undefined);
  }

  onApplicationShutdown(): void {
    for (const client of [this.sender, this.receiver]) client.disconnect();
  }
}

/** What is no JSON is no signal either. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { eventsTold, noticesHeld, type Holder, type Teller } from './tells.js';

/** Finds the `@Tells` and `@Holds` methods of all providers: the one place where a domain says who is told of what. */
@Injectable()
export class Tellers implements OnModuleInit {
  private readonly tellers = new Map<string, Teller[]>();
  private readonly holders = new Map<string, Holder>();
  private collected = false;

  constructor(private readonly discovery: DiscoveryService) {}

  onModuleInit(): void {
    this.collectAll();
  }

  /** The names of the events that anybody is told of. */
  events(): readonly string[] {
    this.collectAll();
    return [...this.tellers.keys()];
  }

  of(event: string): readonly Teller[] {
    return this.tellers.get(event) ?? [];
  }

  holder(notice: string): Holder | undefined {
    return this.holders.get(notice);
  }

  /** Collects once; whoever needs to know while modules start may ask first. */
  private collectAll(): void {
    if (this.collected) return;
    this.collected = true;
    const seen = new Set<unknown>();
    for (const { instance } of this.discovery.getProviders()) {
      if (typeof instance !== 'object' || instance === null || seen.has(instance)) continue;
      seen.add(instance);
      this.collect(instance as Record<string, unknown>);
    }
  }

  private collect(instance: Record<string, unknown>): void {
    const prototype = Object.getPrototypeOf(instance) as object | null;
    if (prototype === null) return;
    for (const method of new MetadataScanner().getAllMethodNames(prototype)) {
      const bound = (...given: unknown[]): unknown => (instance[method] as (...given: unknown[]) => unknown).apply(instance, given);
      for (const event of eventsTold(prototype, method)) this.tellers.set(event, [...this.of(event), bound as Teller]);
      for (const notice of noticesHeld(prototype, method)) {
        if (this.holders.has(notice)) throw new Error(`two methods say whether the notice ${notice} still holds`);
        this.holders.set(notice, bound as Holder);
      }
    }
  }
}

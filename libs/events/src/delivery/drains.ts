import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { Turns } from '#kernel';
import { pause } from '#log';
import { Outbound } from '#outbound';
import { DueDeliveries } from './claim-due.js';
import { DeliveryClock } from './delivery-clock.js';
import { Drain, type DrainParts } from './drain.js';
import { Leases, LEASE_SECONDS } from './leases.js';
import { Outcomes } from './outcomes.js';
import { Sinks } from './read-sink.js';
import { Settling } from './settle.js';
import { Slots } from './slots.js';

/** Every so often (ms) it is asked whether what is drained here is still to be drained, and by this process. */
const LOOK = 250;
/** A lease that could not be looked at for so long (ms) may be another's soon: nothing more is sent under it. */
const UNSURE = (LEASE_SECONDS * 1_000) / 2;
/** Drains that read from the database at the same time, of all that run: less than half of the connections that a process keeps. */
const AT_ONCE = 6;
/** What is on its way when the process stops has so long (ms) to be answered. */
const PATIENCE = 4_000;

/** What drains send and read with. */
@Injectable()
export class Senders {
  constructor(
    readonly deliveries: DueDeliveries,
    readonly sinks: Sinks,
    readonly outbound: Outbound,
    readonly slots: Slots,
  ) {}
}

/** The subscriptions that this process sends for. */
@Injectable()
export class Drains implements BeforeApplicationShutdown {
  private readonly logger = new Logger('Drains');
  private readonly running = new Map<string, Drain>();
  private readonly ending = new Set<Promise<void>>();
  private readonly cut = new AbortController();
  private readonly parts: DrainParts;
  private watching = false;
  private stopped = false;

  constructor(
    senders: Senders,
    settling: Settling,
    private readonly clock: DeliveryClock,
    private readonly leases: Leases,
    private readonly outcomes: Outcomes,
  ) {
    const { deliveries, sinks, outbound, slots } = senders;
    this.parts = { deliveries, sinks, outbound, slots, settling, clock, turns: new Turns(AT_ONCE) };
  }

  /** The subscriptions that are drained here now. */
  get ids(): readonly string[] {
    return [...this.running.keys()];
  }

  /** Tells the drain of a subscription that there is more. @returns whether one runs here */
  ring(subscriptionId: string): boolean {
    this.running.get(subscriptionId)?.ring();
    return this.running.has(subscriptionId);
  }

  /** The subscription is not active any more: nothing more is begun. */
  halt(subscriptionId: string): void {
    this.running.get(subscriptionId)?.halt();
  }

  /** Takes the lease and begins to send, beside the caller: an endpoint that hangs keeps nobody waiting. */
  async start(subscriptionId: string): Promise<void> {
    if (this.stopped || this.ring(subscriptionId)) return;
    const lease = await this.parts.turns.run(() => this.leases.take(subscriptionId, this.clock.now()));
    // Two that came at once: the other one has the lease.
    if (lease === null) return void this.ring(subscriptionId);
    const drain = new Drain(lease, this.parts, this.cut.signal);
    this.running.set(subscriptionId, drain);
    if (this.stopped) drain.halt();
    const ended = this.follow(drain);
    this.ending.add(ended);
    void ended.finally(() => this.ending.delete(ended));
    void this.watch();
  }

  /** Begins nothing more, waits a while for what is on its way, and lets the leases go. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    for (const drain of this.running.values()) drain.halt();
    const timer = setTimeout(() => this.cut.abort(), PATIENCE);
    const last = setTimeout(() => this.outcomes.giveUp(), 2 * PATIENCE);
    await Promise.all(this.ending);
    clearTimeout(timer);
    clearTimeout(last);
  }

  private async follow(drain: Drain): Promise<void> {
    const { subscriptionId } = drain.lease;
    let failed = false;
    try {
      await drain.run();
    } catch (fault) {
      failed = true;
      this.logger.error({ err: fault, subscription: subscriptionId }, 'a subscription could not be drained; the sweeper has it tried again');
    }
    this.running.delete(subscriptionId);
    // A lease that cannot be let go runs out.
    const more = await this.parts.turns.run(() => this.leases.release(drain.lease, this.clock.now())).catch(() => false);
    if (more && !failed && !this.stopped) await this.start(subscriptionId).catch(() => undefined);
  }

  /** Looks after the leases of all drains together: renews them, and halts what is paused, ended or another's by now. */
  private async watch(): Promise<void> {
    if (this.watching) return;
    this.watching = true;
    let sure = performance.now();
    while (this.running.size > 0) {
      await pause(LOOK, this.cut.signal);
      if (this.cut.signal.aborted) break;
      const drains = [...this.running.values()];
      try {
        const held = await this.leases.renew(drains.map(({ lease }) => lease));
        sure = performance.now();
        for (const drain of drains) if (!held.has(drain.lease.subscriptionId)) drain.halt();
      } catch (fault) {
        if (performance.now() - sure < UNSURE) continue;
        this.logger.warn({ err: fault }, 'the leases could not be looked at: nothing is sent until they can');
        for (const drain of drains) drain.halt();
      }
    }
    this.watching = false;
  }
}

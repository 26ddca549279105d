import type { Turns } from '#kernel';
import { Doorbell } from '#log';
import type { Outbound, Outgoing } from '#outbound';
import { compose } from '../message/compose.js';
import type { Sink } from '../message/due.js';
import type { Claimed, DueDeliveries, Lost } from './claim-due.js';
import type { DeliveryClock } from './delivery-clock.js';
import { judge } from './judge-answer.js';
import type { Lease } from './leases.js';
import { open } from './metrics.js';
import { Rate } from './rate.js';
import type { Sinks } from './read-sink.js';
import type { Doing, Settling } from './settle.js';
import { sendTraced } from './send-traced.js';
import { HANGS, type Rank, type Slot, type Slots } from './slots.js';

/** Tries whose outcome is not written down yet: more are not begun. */
const UNWRITTEN = 256;
/** How long (ms) where deliveries go is taken to be as it was read. */
const KNOWN = 1_000;
/** How long (ms) a drain with nothing to do keeps its lease, for the next event. */
const LINGER = 5_000;

/**
 * An endpoint that has answered nothing for as long as a request that hangs may hang itself: until it answers it gets a few
 * requests at once, and not its whole concurrency, so that very many which hang leave slots for others. Not one alone, or a
 * single event that an endpoint never answers would keep back all the others.
 */
const FEW = 2;

/** What all drains of a process share. */
export interface DrainParts {
  readonly deliveries: DueDeliveries;
  readonly sinks: Sinks;
  readonly outbound: Outbound;
  readonly settling: Settling;
  readonly slots: Slots;
  readonly clock: DeliveryClock;
  /** For what reads much of the database: hundreds of drains at once would leave no connection for anybody else. */
  readonly turns: Turns;
}

/** Sends what is due of one subscription, under its lease, until nothing is. */
export class Drain {
  private readonly bell = new Doorbell();
  private readonly queue: Claimed[] = [];
  /** Numbers that are queued, on their way, or not written down yet. */
  private readonly busy = new Set<number>();
  private readonly health: Doing;
  private readonly halted = new AbortController();
  private inFlight = 0;
  /** When the endpoint answered last, whatever it said. */
  private answeredAt = 0;
  /** Something may be due that is not queued. */
  private wanted = true;
  /** Until this number has been taken, one delivery goes after the other. */
  private singleUntil = 0;
  private sink: Sink | null = null;
  private sinkReadAt = 0;
  private rate = new Rate(null);
  /** One for all its waiting, so that it keeps its place among the others that wait for a slot. */
  private readonly waiter = { rank: 'first' as Rank, held: 0, wake: () => this.bell.ring() };

  /** @param cut aborts when what is on its way must not be waited for any longer */
  constructor(readonly lease: Lease, private readonly parts: DrainParts, private readonly cut: AbortSignal) {
    this.health = { failures: lease.failures, failingSince: lease.failingSince, askedAt: null };
  }

  /** Something has become due. */
  ring(): void {
    this.wanted = true;
    this.bell.ring();
  }

  /** Begins nothing more; what is on its way comes to its end. */
  halt(): void {
    this.halted.abort();
    this.bell.ring();
  }

  /** Resolves when nothing is due, or when it was halted, and all that was sent is written down. */
  async run(): Promise<void> {
    try {
      while (!this.halted.signal.aborted) {
        if (this.wanted && this.queue.length < this.width) await this.parts.turns.run(() => this.look());
        while (!this.halted.signal.aborted && this.sendNext());
        if (this.wanted && this.queue.length < this.width) continue;
        if (this.busy.size > 0) await this.bell.wait(this.halted.signal);
        else if (!(await this.lingered())) return;
      }
    } finally {
      this.halted.abort();
      this.parts.slots.forget(this.waiter);
      // What is only queued was never begun.
      for (const { sequence } of this.queue.splice(0)) this.busy.delete(sequence);
      const never = new AbortController().signal;
      while (this.busy.size > 0) await this.bell.wait(never);
    }
  }

  /** How many requests may be on their way at once. An endpoint that fails gets one at a time until it takes one. */
  private get width(): number {
    if (this.sink === null || this.isSingle || this.parts.settling.isFailing(this.health.failures)) return 1;
    return Date.now() - this.answeredAt > HANGS ? Math.min(FEW, this.sink.concurrency) : this.sink.concurrency;
  }

  private get isSingle(): boolean {
    return this.sink?.ordered === true || this.singleUntil > 0;
  }

  private async look(): Promise<void> {
    const { parts, lease: { subscriptionId } } = this;
    if (this.halted.signal.aborted) return;
    this.wanted = false;
    const now = parts.clock.now();
    if (Date.now() - this.sinkReadAt > KNOWN) {
      this.sink = await parts.sinks.read(subscriptionId, now);
      this.sinkReadAt = Date.now();
      if (this.sink !== null && this.sink.perSecond !== this.rate.perSecond) this.rate = new Rate(this.sink.perSecond);
    }
    if (this.sink === null) return this.halt();
    const { due, lost, owner, full } = await parts.deliveries.look(this.sink, [...this.busy], now);
    if (!owner) {
      await parts.settling.disable(subscriptionId, 'rights_ended');
      return this.halt();
    }
    for (const one of lost) this.bury(one);
    for (const claimed of due) this.busy.add(claimed.sequence);
    this.queue.push(...due);
    this.wanted ||= full;
  }

  /** Begins one request. @returns whether it did; when not, the bell rings as soon as it may */
  private sendNext(): boolean {
    const { sink, parts } = this;
    const [first] = this.queue;
    if (sink === null || first === undefined || this.inFlight >= this.width) return false;
    // One after the other is meant to the letter: the one before is written down.
    const unwritten = this.busy.size - this.queue.length;
    if (unwritten >= (this.isSingle ? 1 : UNWRITTEN)) return false;
    const wait = this.rate.wait();
    if (wait > 0) {
      setTimeout(() => this.bell.ring(), wait);
      return false;
    }
    const rank: Rank = first.tries === 0 && this.health.failures === 0 ? 'first' : 'retry';
    const slot = parts.slots.take(rank, this.inFlight);
    if (slot === null) {
      parts.slots.await(Object.assign(this.waiter, { rank, held: this.inFlight }));
      return false;
    }
    parts.slots.forget(this.waiter);
    this.rate.spend();
    this.begin(sink, first, slot);
    return true;
  }

  /** Makes the request and sends it, beside the caller. What was not taken in a batch is tried alone: one that can never be taken shall not bring down the others. */
  private begin(sink: Sink, first: Claimed, slot: Slot): void {
    const { parts } = this;
    const at = parts.clock.now();
    let composed: ReturnType<typeof compose>;
    try {
      composed = compose(sink, this.queue.slice(0, sink.ordered && first.tries === 0 ? sink.batch : 1), at);
    } catch (fault) {
      // A fault of the hub's own: it must not keep back what comes after.
      slot.give();
      this.queue.shift();
      this.bury({ ...first, fault: `the request could not be made: ${fault instanceof Error ? fault.message : 'unknown fault'}` });
      return;
    }
    const { taken, ...outgoing } = composed;
    const sent = this.queue.splice(0, taken);
    // What cannot be settled now is left to whoever has the lease next.
    this.send(outgoing, sent, slot, at).catch(() => this.done(sent.map(({ sequence }) => sequence), 'lost'));
  }

  private bury(lost: Lost): void {
    this.busy.add(lost.sequence);
    void this.parts.settling.bury(this.lease, lost).then((written) => this.done([lost.sequence], written));
  }

  private async send(outgoing: Outgoing, sent: readonly Claimed[], slot: Slot, at: Date): Promise<void> {
    const { parts } = this;
    this.inFlight += 1;
    open.inc();
    const answer = await sendTraced(parts.outbound, outgoing, sent, { subscriptionId: this.lease.subscriptionId, cut: this.cut }).finally(() => {
      open.dec();
      this.inFlight -= 1;
      slot.give();
    });
    const numbers = sent.map(({ sequence }) => sequence);
    // It was cut from this side: that says nothing of the endpoint, and another process tries again.
    if (this.cut.aborted && answer.kind !== 'answered') return this.done(numbers, 'ended');
    if (answer.kind === 'answered') this.answeredAt = Date.now();
    const verdict = judge(answer, parts.clock.now());
    // The subscription is about to be disabled, or its endpoint asks to be left alone.
    if (verdict.gone || verdict.outcome === 'blocked' || verdict.rests) this.halt();
    // It may get earlier deliveries first.
    if (verdict.expected !== null) this.singleUntil = Math.max(this.singleUntil, ...numbers);
    this.bell.ring();
    const settled = await parts.settling.settle({ lease: this.lease, sent, outgoing, answer, verdict, at, health: this.health });
    if (numbers.some((number) => number >= this.singleUntil) && !settled.refilled) this.singleUntil = 0;
    if (settled.refilled || (settled.waits && this.sink?.ordered === true)) this.lookAgain();
    this.done(numbers, settled.written);
  }

  /** Something goes before what is queued: earlier deliveries that are due again, or one that has to wait and lets nothing pass. */
  private lookAgain(): void {
    for (const { sequence } of this.queue.splice(0)) this.busy.delete(sequence);
    this.wanted = true;
  }

  private done(numbers: readonly number[], written: 'active' | 'ended' | 'lost'): void {
    for (const number of numbers) this.busy.delete(number);
    if (written === 'active') this.bell.ring();
    else this.halt();
  }

  /** Waits a while for more. @returns whether there may be more */
  private async lingered(): Promise<boolean> {
    const enough = new AbortController();
    const timer = setTimeout(() => enough.abort(), LINGER);
    await this.bell.wait(AbortSignal.any([enough.signal, this.halted.signal]));
    clearTimeout(timer);
    return this.wanted;
  }
}

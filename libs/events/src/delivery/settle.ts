import { Injectable } from '@nestjs/common';
import { events } from '#contracts';
import type { Answer, Outgoing } from '#outbound';
import type { DisabledReason } from '../subscription/subscription.entity.js';
import type { Claimed, Lost } from './claim-due.js';
import { DeliveryClock } from './delivery-clock.js';
import { DisableSubscription } from './disable-subscription.js';
import type { Verdict } from './judge-answer.js';
import type { Lease } from './leases.js';
import { nextTry, type Chance } from './next-try.js';
import { Outcomes, type Attempt, type Health, type Settled, type Written } from './outcomes.js';
import { Refill } from './refill.js';

/** Headers of a request that the log of deliveries keeps: what tells one request from another. Signatures are made anew. */
const KEPT_HEADERS = ['content-type', 'user-agent', 'webhook-id', 'webhook-timestamp', 'hub-attempt', 'traceparent'];
/** How often (ms) it is written down that an endpoint goes on taking deliveries. */
const SUCCESS_NOTED = 10_000;

/** One request that was answered, or not. */
export interface Exchanged {
  readonly lease: Lease;
  readonly sent: readonly Claimed[];
  readonly outgoing: Outgoing;
  readonly answer: Answer;
  readonly verdict: Verdict;
  readonly at: Date;
  /** How the endpoint does; brought up to date here. */
  readonly health: Doing;
}

/** How an endpoint does, as the drain that has its lease knows it. */
export interface Doing {
  failures: number;
  failingSince: Date | null;
  /** When it asked to be left alone. */
  askedAt: Date | null;
}

/** Chance, as a provider, so that tests can spread waits the way they want. */
@Injectable()
export class Jitter {
  readonly draw: Chance = Math.random;
}

/** Settles what comes of a request: for the delivery, for the endpoint, and for the subscription. */
@Injectable()
export class Settling {
  private readonly noted = new Map<string, number>();

  constructor(
    private readonly outcomes: Outcomes,
    private readonly refills: Refill,
    private readonly disabling: DisableSubscription,
    private readonly clock: DeliveryClock,
    private readonly jitter: Jitter,
  ) {}

  isFailing(failures: number): boolean {
    return failures >= events.failingAfter;
  }

  disable(subscriptionId: string, reason: DisabledReason): Promise<void> {
    return this.disabling.disable(subscriptionId, reason);
  }

  /** A delivery that can never be made is dead; nothing was sent. */
  bury(lease: Lease, lost: Lost): Promise<Written> {
    const { sequence, attempts, tries, createdAt, fault } = lost;
    return this.outcomes.settle({ subscriptionId: lease.subscriptionId, lease: lease.token, sequence, state: 'dead', attempts, tries, dueAt: this.clock.now(), fault, attempt: null, health: null, createdAt });
  }

  async settle(exchanged: Exchanged): Promise<{ written: Written; refilled: boolean; waits: boolean }> {
    const { lease: { subscriptionId }, sent, verdict, health } = exchanged;
    const now = this.clock.now();
    // Before the outcome is written: a process that ends in between leaves the delivery pending, and it is answered the same.
    const refilled = verdict.expected !== null && (await this.refill(subscriptionId, verdict.expected, sent));
    const changed = this.changeHealth(exchanged, now);
    const rows = sent.map((claimed) => this.settled(exchanged, claimed, { now, refilled, changed }));
    const written = (await Promise.all(rows.map((row) => this.outcomes.settle(row)))).at(-1) ?? 'lost';
    if (written === 'active' && verdict.outcome !== 'delivered') await this.disabling.consequences(subscriptionId, verdict, health, now);
    return { written, refilled, waits: rows.some(({ state }) => state === 'pending') };
  }

  private async refill(subscriptionId: string, expected: number, sent: readonly Claimed[]): Promise<boolean> {
    const [first] = sent;
    if (first === undefined || expected >= first.sequence || expected < 1) return false;
    return (await this.refills.refill(subscriptionId, expected, first.sequence)) > 0;
  }

  private settled({ lease, outgoing, answer, verdict, at }: Exchanged, claimed: Claimed, then: { now: Date; refilled: boolean; changed: Health | null }): Settled {
    const { sequence, createdAt } = claimed;
    const [attempts, tries] = [claimed.attempts + 1, claimed.tries + 1];
    const wait = verdict.outcome === 'delivered' ? null : nextTry(tries, verdict, this.jitter.draw);
    const state = verdict.outcome === 'delivered' ? 'delivered' : wait === null ? 'dead' : 'pending';
    // After a refill it keeps its place behind what it has to wait for.
    const dueAt = then.refilled ? createdAt : new Date(then.now.getTime() + (wait ?? 0));
    return {
      subscriptionId: lease.subscriptionId, lease: lease.token, sequence, state, attempts, tries, dueAt, fault: null, createdAt, health: then.changed,
      attempt: attemptOf(outgoing, answer, verdict, at),
    };
  }

  /** How the endpoint does after this. Null when that is as it was written down. */
  private changeHealth({ lease: { subscriptionId }, sent: [first], verdict, health, at }: Exchanged, now: Date): Health | null {
    if (verdict.outcome === 'delivered') {
      // What was on its way already when the endpoint asked to be left alone does not take that back.
      if (health.askedAt !== null && at < health.askedAt) return null;
      const known = health.failures === 0 && now.getTime() - (this.noted.get(subscriptionId) ?? 0) < SUCCESS_NOTED;
      Object.assign(health, { failures: 0, failingSince: null });
      if (known) return null;
      if (this.noted.size > 10_000) this.noted.clear();
      this.noted.set(subscriptionId, now.getTime());
      return { failures: 0, failingSince: null, restUntil: null };
    }
    Object.assign(health, { failures: health.failures + 1, failingSince: health.failingSince ?? at });
    // An endpoint that asks to be left alone is left alone altogether, not for this delivery only.
    const wait = verdict.rests ? nextTry((first?.tries ?? 0) + 1, verdict, this.jitter.draw) : null;
    if (wait === null && health.askedAt !== null && at < health.askedAt) return null;
    if (wait !== null) health.askedAt = now;
    return { failures: health.failures, failingSince: health.failingSince, restUntil: wait === null ? null : new Date(now.getTime() + wait) };
  }
}

function attemptOf(outgoing: Outgoing, answer: Answer, { outcome }: Verdict, at: Date): Attempt {
  const request: Record<string, string> = {};
  for (const name of KEPT_HEADERS) {
    const value = outgoing.headers[name];
    if (value !== undefined) request[name] = value;
  }
  const answered = answer.kind === 'answered';
  return {
    at, outcome, milliseconds: answer.milliseconds, status: answer.status, fault: answer.fault, requestHeaders: JSON.stringify(request),
    responseHeaders: answered ? JSON.stringify(answer.headers) : null, responseBody: answered ? answer.body : null,
  };
}

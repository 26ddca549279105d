import { Injectable } from '@nestjs/common';
import { events } from '#contracts';
import { Database } from '#db';
import { systemActor } from '#kernel';
import type { Answer } from '#outbound';
import { DisableSubscription } from './disable-subscription.js';
import { judge, type Verdict } from './judge-answer.js';
import { nextTry } from './next-try.js';
import { Jitter } from './settle.js';

const system = systemActor('heartbeats');

interface Row {
  readonly failures: number;
  readonly failing_since: Date;
}

// Whoever activates a subscription that was disabled meanwhile begins anew: nothing is counted then.
const COUNTED = "FROM events_subscription s WHERE p.subscription_id = $1 AND s.id = p.subscription_id AND s.state = 'active'";
// An endpoint that asked to be left alone while this was on its way is left alone.
const TAKEN = `UPDATE events_progress p SET failures = 0, failing_since = NULL, told_at = NULL, rest_until = CASE WHEN p.rest_until > $2 THEN p.rest_until END, succeeded_at = greatest(p.succeeded_at, $2) ${COUNTED}`;
const FAILED = `UPDATE events_progress p SET failures = p.failures + 1, failing_since = coalesce(p.failing_since, $2) ${COUNTED} RETURNING p.failures, p.failing_since`;

/** A heartbeat says of an endpoint what a try of a delivery says: a failure counts, warns and in the end disables, and a success ends the count. */
@Injectable()
export class CountHeartbeat {
  constructor(
    private readonly database: Database,
    private readonly disabling: DisableSubscription,
    private readonly jitter: Jitter,
  ) {}

  async count(subscriptionId: string, answer: Answer, at: Date): Promise<void> {
    const verdict = judge(answer, at);
    if (verdict.outcome === 'delivered') return void (await this.write(TAKEN, subscriptionId, at));
    const [[row]] = await this.write<[Row[], number]>(FAILED, subscriptionId, at);
    if (row === undefined) return;
    if (verdict.rests) await this.rest(subscriptionId, row.failures, verdict, at);
    await this.disabling.consequences(subscriptionId, verdict, { failures: row.failures, failingSince: row.failing_since }, at);
  }

  /** An endpoint that asks to be left alone is left alone altogether. */
  private async rest(subscriptionId: string, failures: number, verdict: Verdict, at: Date): Promise<void> {
    const wait = nextTry(Math.min(failures, events.retrySchedule.length - 1), verdict, this.jitter.draw) ?? 0;
    await this.write('UPDATE events_progress SET rest_until = $2 WHERE subscription_id = $1', subscriptionId, new Date(at.getTime() + wait));
  }

  private write<R>(sql: string, subscriptionId: string, at: Date): Promise<R> {
    return this.database.transaction(system, [], (db) => db.query<R>(sql, [subscriptionId, at]));
  }
}

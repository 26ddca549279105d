import { Injectable, Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database, planOnce } from '#db';
import { systemActor } from '#kernel';
import { encodeArray, int4, int8, jsonb, text, timestamptz, untilWritten, uuid } from '#log';
import type { Outcome } from './judge-answer.js';
import { attempts, lag } from './metrics.js';

const system = systemActor('delivery');
/** Rows of one transaction. */
const MOST = 64;
/** Transactions at the same time: while one waits for its commit, the next fills. */
const WRITERS = 2;

/** How an endpoint does, after a try. */
export interface Health {
  readonly failures: number;
  readonly failingSince: Date | null;
  readonly restUntil: Date | null;
}

/** What came of one try of one delivery, as it is written down. */
export interface Settled {
  readonly subscriptionId: string;
  /** The lease that it was sent under: without it nothing is written. */
  readonly lease: string;
  readonly sequence: number;
  readonly state: 'pending' | 'delivered' | 'dead';
  readonly attempts: number;
  readonly tries: number;
  readonly dueAt: Date;
  /** Why it is dead, where no try says so. */
  readonly fault: string | null;
  /** Null when nothing was sent. */
  readonly attempt: Attempt | null;
  /** Null when the endpoint does as before. */
  readonly health: Health | null;
  readonly createdAt: Date;
}

export interface Attempt {
  readonly at: Date;
  readonly milliseconds: number;
  readonly outcome: Outcome;
  readonly status: number | null;
  readonly fault: string | null;
  readonly requestHeaders: string;
  readonly responseHeaders: string | null;
  readonly responseBody: string | null;
}

/** `lost`: the lease is another's by now, who tries the delivery again. `ended`: written, but nothing more is to be sent. */
export type Written = 'active' | 'ended' | 'lost';

interface Waiting {
  readonly settled: Settled;
  readonly done: (written: Written) => void;
}

/** The rows of the endpoints are locked in one order, whoever writes; a lease that another holds by now writes nothing. */
const WRITE = /* sql */ `
  WITH o AS (
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::text[], $5::int[], $6::int[], $7::timestamptz[], $8::text[], $9::timestamptz[])
      AS o(subscription_id, lease, sequence, state, attempts, tries, due_at, fault, at)
  ), held AS MATERIALIZED (
    SELECT p.subscription_id, p.lease FROM events_progress p WHERE p.subscription_id = ANY ($1::uuid[]) ORDER BY p.subscription_id FOR NO KEY UPDATE
  ), mine AS MATERIALIZED (
    SELECT o.* FROM o JOIN held USING (subscription_id, lease)
  ), settled AS (
    UPDATE events_delivery d SET state = m.state, attempts = m.attempts, tries = m.tries, due_at = m.due_at, fault = m.fault,
      settled_at = CASE WHEN m.state = 'pending' THEN NULL ELSE m.at END
    FROM mine m WHERE d.subscription_id = m.subscription_id AND d.sequence = m.sequence
  ), tried AS (
    INSERT INTO events_attempt (subscription_id, sequence, number, at, milliseconds, outcome, status, fault, request_headers, response_headers, response_body)
    SELECT t.subscription_id, t.sequence, t.number, t.at, t.ms, t.outcome, t.status, t.fault, t.request, t.response, t.body
    FROM unnest($10::uuid[], $11::bigint[], $12::int[], $13::timestamptz[], $14::int[], $15::text[], $16::int[], $17::text[], $18::jsonb[], $19::jsonb[], $20::text[])
      AS t(subscription_id, sequence, number, at, ms, outcome, status, fault, request, response, body)
    WHERE t.subscription_id IN (SELECT subscription_id FROM mine)
    ON CONFLICT DO NOTHING
  ), health AS (
    UPDATE events_progress p SET failures = h.failures, failing_since = h.failing_since, rest_until = h.rest_until,
      succeeded_at = coalesce(h.succeeded_at, p.succeeded_at), told_at = CASE WHEN h.failures = 0 THEN NULL ELSE p.told_at END
    FROM unnest($21::uuid[], $22::int[], $23::timestamptz[], $24::timestamptz[], $25::timestamptz[])
      AS h(subscription_id, failures, failing_since, rest_until, succeeded_at)
    WHERE p.subscription_id = h.subscription_id AND p.subscription_id IN (SELECT subscription_id FROM mine)
  )
  SELECT DISTINCT m.subscription_id AS id, s.state = 'active' AS active FROM mine m JOIN events_subscription s ON s.id = m.subscription_id`;

/** Writes what came of tries, of many endpoints together: a commit costs more than a row. */
@Injectable()
export class Outcomes {
  private readonly logger = new Logger('Outcomes');
  private readonly waiting: Waiting[] = [];
  private readonly left = new AbortController();
  private writers = 0;

  constructor(private readonly database: Database) {}

  /** Resolves when it is written. */
  settle(settled: Settled): Promise<Written> {
    return new Promise((done) => {
      this.waiting.push({ settled, done });
      if (this.writers < WRITERS && (this.writers === 0 || this.waiting.length >= MOST)) void this.write();
    });
  }

  private async write(): Promise<void> {
    this.writers += 1;
    // What is answered in this very turn of the loop travels together.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, MOST);
      const mine = await this.writeDown(batch.map(({ settled }) => settled));
      for (const { settled, done } of batch) {
        const active = mine.get(settled.subscriptionId);
        if (active !== undefined) count(settled);
        done(active === undefined ? 'lost' : active ? 'active' : 'ended');
      }
    }
    this.writers -= 1;
  }

  /** From now on what cannot be written is left: another process tries those deliveries again. */
  giveUp(): void {
    this.left.abort();
  }

  /** A database that is away is waited for: what an endpoint took is remembered as long as this process lives. */
  private async writeDown(batch: readonly Settled[]): Promise<ReadonlyMap<string, boolean>> {
    const write = (): Promise<{ id: string; active: boolean }[]> => this.database.transaction(system, [], (db) => writeAll(db, batch), 'write', { opening: [planOnce] });
    try {
      const rows = await untilWritten(write, this.left.signal, (fault) => this.logger.warn({ err: fault }, 'outcomes of deliveries could not be written; trying again'));
      return new Map(rows.map(({ id, active }) => [id, active]));
    } catch (fault) {
      this.logger.error({ err: fault }, `${batch.length} outcomes of deliveries could not be written; these deliveries are tried again when their lease has run out`);
      return new Map();
    }
  }
}

function writeAll(db: EntityManager, batch: readonly Settled[]): Promise<{ id: string; active: boolean }[]> {
  const tried = batch.flatMap(({ attempt, ...of }) => (attempt === null ? [] : [{ ...of, ...attempt }]));
  // Of several tries of one endpoint the last one says how it does.
  const health = [...new Map(batch.flatMap((one) => (one.health === null ? [] : [[one.subscriptionId, one] as const]))).values()];
  const now = new Date();
  return db.query(WRITE, [
    encodeArray(uuid, batch.map((o) => o.subscriptionId)), encodeArray(uuid, batch.map((o) => o.lease)), encodeArray(int8, batch.map((o) => o.sequence)),
    encodeArray(text, batch.map((o) => o.state)), encodeArray(int4, batch.map((o) => o.attempts)), encodeArray(int4, batch.map((o) => o.tries)),
    encodeArray(timestamptz, batch.map((o) => o.dueAt)), encodeArray(text, batch.map((o) => o.fault)), encodeArray(timestamptz, batch.map((o) => o.attempt?.at ?? now)),
    encodeArray(uuid, tried.map((t) => t.subscriptionId)), encodeArray(int8, tried.map((t) => t.sequence)), encodeArray(int4, tried.map((t) => t.attempts)),
    encodeArray(timestamptz, tried.map((t) => t.at)), encodeArray(int4, tried.map((t) => t.milliseconds)), encodeArray(text, tried.map((t) => t.outcome)),
    encodeArray(int4, tried.map((t) => t.status)), encodeArray(text, tried.map((t) => t.fault)), encodeArray(jsonb, tried.map((t) => t.requestHeaders)),
    encodeArray(jsonb, tried.map((t) => t.responseHeaders)), encodeArray(text, tried.map((t) => t.responseBody)),
    encodeArray(uuid, health.map((h) => h.subscriptionId)), encodeArray(int4, health.map((h) => h.health?.failures ?? 0)), encodeArray(timestamptz, health.map((h) => h.health?.failingSince ?? null)),
    encodeArray(timestamptz, health.map((h) => h.health?.restUntil ?? null)), encodeArray(timestamptz, health.map((h) => (h.state === 'delivered' ? h.attempt?.at ?? now : null))),
  ]);
}

function count({ subscriptionId, state, attempt, createdAt }: Settled): void {
  if (attempt === null) return;
  attempts(subscriptionId, attempt.outcome);
  if (state === 'delivered') lag.observe((attempt.at.getTime() + attempt.milliseconds - createdAt.getTime()) / 1_000);
}

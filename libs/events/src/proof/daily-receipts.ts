import { Injectable } from '@nestjs/common';
import { Database, isUnavailable, type SigningKey } from '#db';
import { DomainError, systemActor, systemClock } from '#kernel';
import { Duties, UnitOfWork, type Work } from '#log';
import { makeReceipt, reachedBy } from './make-receipt.js';
import { ProofKeys } from './proof-keys.js';

const system = systemActor('receipts');
const MINUTE = 60_000;
/** How often it is looked whether a day has ended (s). */
const LOOK = 300;
/** A day is signed so long (ms) after its end, when what was numbered in its last moments is committed; what came later still goes to the next day. */
const SETTLE = 10 * MINUTE;
/** Subscriptions looked for at once. */
const PAGE = 200;

/** Signs, once a day has ended (UTC), what each subscription was sent on it. Days that were missed are made up for. */
@Injectable()
export class DailyReceipts {
  /** Up to which instant all is signed. */
  private signed = 0;

  constructor(
    duties: Duties,
    private readonly database: Database,
    private readonly unitOfWork: UnitOfWork,
    private readonly keys: ProofKeys,
  ) {
    duties.every(LOOK, 'daily receipts', (off) => this.look(off));
  }

  private async look(off: AbortSignal): Promise<void> {
    const until = startOfDay(new Date(systemClock.now().getTime() - SETTLE));
    if (until.getTime() === this.signed) return;
    await this.signAll(until, off);
    if (!off.aborted) this.signed = until.getTime();
  }

  /** Signs all days that ended by then. A subscription that fails holds up no other; it is told of once all have been tried. */
  async signAll(until: Date, off?: AbortSignal): Promise<void> {
    const failed: unknown[] = [];
    for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
      const due = await this.database.transaction(system, [], (db) => db.query<{ id: string }[]>(DUE, [after, PAGE, until]));
      for (const { id } of due) {
        if (off?.aborted === true) return;
        await this.unitOfWork.run(system, [], async (work) => signDays(work, await this.keys.signing(work.db), id, until)).catch((fault: unknown) => {
          // Without a key or a database none could be signed.
          if (fault instanceof DomainError || isUnavailable(fault)) throw fault;
          failed.push(fault);
        });
      }
      const last = due.at(-1);
      if (last === undefined || due.length < PAGE) break;
      after = last.id;
    }
    if (failed.length > 0) throw new Error(`${failed.length} subscriptions have no receipt`, { cause: failed[0] });
  }
}

/** Subscriptions that got deliveries before an instant which no receipt covers yet. */
const DUE = `SELECT p.subscription_id AS id FROM events_progress p
  WHERE p.subscription_id > $1 AND EXISTS (
    SELECT FROM events_delivery d WHERE d.subscription_id = p.subscription_id AND d.created_at < $3
    AND d.sequence > coalesce((SELECT max(r."to") FROM events_receipt r WHERE r.subscription_id = p.subscription_id), 0))
  ORDER BY p.subscription_id LIMIT $2`;

/** What was numbered for a day after that was signed goes to the next one, so that each receipt goes on from the one before. */
const DAYS = `SELECT day::text AS day, max(sequence) AS to FROM (
    SELECT d.sequence, greatest((d.created_at AT TIME ZONE 'UTC')::date, (SELECT max(r.day) + 1 FROM events_receipt r WHERE r.subscription_id = $1)) AS day
    FROM events_delivery d WHERE d.subscription_id = $1 AND d.sequence > $2 AND d.created_at < $3
  ) numbered WHERE day::timestamp AT TIME ZONE 'UTC' < $3 GROUP BY day ORDER BY day`;

async function signDays({ db, now }: Work, key: SigningKey, subscriptionId: string, until: Date): Promise<void> {
  let reached = await reachedBy(db, subscriptionId);
  for (const { day, to } of await db.query<{ day: string; to: string }[]>(DAYS, [subscriptionId, reached.to, until])) {
    // Numbers that another process's clock put on an earlier day are covered already.
    if (Number(to) <= reached.to) continue;
    const receipt = await makeReceipt(db, { subscriptionId, day, complete: true, reached, to: Number(to), now }, key);
    const [kept] = await db.query<{ day: string }[]>(
      'INSERT INTO events_receipt (subscription_id, day, "to", document) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING day',
      [subscriptionId, day, receipt.to, JSON.stringify(receipt)],
    );
    // Another process is at it: it goes on.
    if (kept === undefined) return;
    reached = { to: receipt.to, digest: receipt.digest };
  }
}

function startOfDay(instant: Date): Date {
  return new Date(Math.floor(instant.getTime() / (24 * 60 * MINUTE)) * 24 * 60 * MINUTE);
}

import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { catalogue } from '#contracts';
import { Database, planOnce } from '#db';
import { systemActor } from '#kernel';
import { formatPosition, LogReader, Traces, type LogEvent } from '#log';
import type { Due, Sink } from '../message/due.js';
import { genesis, isLink } from '../proof/chain.js';
import { OwnerRights } from './owner-rights.js';
import { factsOf } from './plan-delivery.js';

const system = systemActor('delivery');
/** Deliveries that one look takes up. */
export const PAGE = 200;

/** A delivery that is due, and since when it waits. */
export interface Claimed extends Due {
  readonly createdAt: Date;
}

/** A delivery that can never be made, and why. */
export interface Lost {
  readonly sequence: number;
  readonly attempts: number;
  readonly tries: number;
  readonly createdAt: Date;
  readonly fault: string;
}

/** What one look found, in the order in which it is to be sent. `owner`: whether the owner of the subscription may still read anything. */
export interface Look {
  readonly due: readonly Claimed[];
  readonly lost: readonly Lost[];
  readonly owner: boolean;
  /** There may be more. */
  readonly full: boolean;
}

interface Row {
  readonly sequence: string;
  readonly event_id: string;
  readonly stream: string;
  readonly offset: string;
  readonly position: string;
  readonly epoch: string;
  readonly payload: Due['payload'];
  readonly digest: Buffer;
  readonly attempts: number;
  readonly tries: number;
  readonly due_at: Date;
  readonly created_at: Date;
}

const reading = (which: string): string => /* sql */ `
  SELECT d.sequence, d.event_id, d.stream, d."offset", d.position, d.epoch, d.payload, d.digest, d.attempts, d.tries, d.due_at, d.created_at
  FROM events_delivery d WHERE d.subscription_id = $1 AND d.state = 'pending' AND d.sequence <> ALL ($2::bigint[]) ${which} LIMIT $3`;
const BY_TIME = reading('AND d.due_at <= $4 ORDER BY d.due_at, d.sequence');
const BY_NUMBER = reading('ORDER BY d.sequence');

/** Takes up what is due of a subscription. Whoever asks holds its lease. */
@Injectable()
export class DueDeliveries {
  constructor(
    private readonly database: Database,
    private readonly log: LogReader,
    private readonly traces: Traces,
    private readonly rights: OwnerRights,
  ) {}

  /** @param busy numbers that are being sent, or whose outcome is not written down yet */
  async look(sink: Sink, busy: readonly number[], now: Date): Promise<Look> {
    const { rows, full, events, digests } = await this.database.transaction(system, [], async (db) => {
      const found = sink.ordered
        ? await db.query<Row[]>(BY_NUMBER, [sink.id, busy, PAGE])
        : await db.query<Row[]>(BY_TIME, [sink.id, busy, PAGE, now]);
      const due = sink.ordered ? untilNotDue(found, now) : found;
      if (due.length === 0) return { rows: due, full: false, events: [], digests: new Map<number, Buffer>() };
      const log = await this.log.gather(db, due.map(({ stream, offset }) => ({ stream, offset: Number(offset) })));
      return { rows: due, full: found.length === PAGE, events: log, digests: await readDigests(db, sink.id, due) };
    }, 'write', { opening: [planOnce] });
    if (rows.length === 0) return { due: [], lost: [], owner: true, full };
    const owner = await this.rights.now(sink.ownerId);
    if (owner === null) return { due: [], lost: [], owner: false, full };
    const at = new Map(events.map((event) => [`${event.stream} ${event.offset}`, event]));
    const traces = await this.traces.of(rows.map((row) => row.event_id));
    const due: Claimed[] = [];
    const lost: Lost[] = [];
    for (const row of rows) {
      const event = at.get(`${row.stream} ${row.offset}`);
      // Numbers of events that a restore took back belong to others by now.
      const claimed = event === undefined || event.envelope.id !== row.event_id ? null : claim(row, event, digests.get(Number(row.sequence) - 1) ?? genesis(sink.id), traces);
      const fault = event === undefined || claimed === null ? 'the log keeps this event no longer' : await this.objection(owner, event, claimed, sink);
      if (fault === null && claimed !== null) due.push(claimed);
      else lost.push({ sequence: Number(row.sequence), attempts: row.attempts, tries: row.tries, createdAt: row.created_at, fault: fault ?? '' });
    }
    return { due, lost, owner: true, full };
  }

  /** Why an event that was dispatched may not leave any more; null when it may. */
  private async objection(owner: Parameters<OwnerRights['maySee']>[0], event: LogEvent, claimed: Claimed, sink: Sink): Promise<string | null> {
    if (!(await this.rights.maySee(owner, event))) return 'the owner of the subscription may not read this event any more';
    // What was promised to be whole must be what was promised: words that were erased since would leave a hole that breaks the proof.
    if (claimed.payload === 'full' && hasWords(event) && !isLink(claimed.digest, claimed.previous, factsOf(sink, claimed.sequence, claimed))) return 'words of this event were erased';
    return null;
  }
}

/** In an ordered subscription nothing overtakes: what stands behind a delivery that has to wait waits too. */
function untilNotDue(rows: readonly Row[], now: Date): readonly Row[] {
  const at = rows.findIndex((row) => row.due_at > now);
  return at < 0 ? rows : rows.slice(0, at);
}

/** The digests of these deliveries, and of the one before each: most of those are among them. What is kept of deliveries always begins with one that no other needs. */
async function readDigests(db: EntityManager, subscriptionId: string, rows: readonly Row[]): Promise<ReadonlyMap<number, Buffer>> {
  const digests = new Map(rows.map(({ sequence, digest }) => [Number(sequence), digest]));
  const missing = [...digests.keys()].map((sequence) => sequence - 1).filter((sequence) => !digests.has(sequence));
  if (missing.length === 0) return digests;
  const before = await db.query<{ sequence: string; digest: Buffer }[]>('SELECT sequence, digest FROM events_delivery WHERE subscription_id = $1 AND sequence = ANY ($2::bigint[])', [subscriptionId, missing]);
  for (const { sequence, digest } of before) digests.set(Number(sequence), digest);
  return digests;
}

function hasWords({ envelope }: LogEvent): boolean {
  const contract = catalogue.get(envelope.type);
  return contract?.kind !== 'event' || contract.personal !== null;
}

function claim(row: Row, event: LogEvent, previous: Buffer, traces: ReadonlyMap<string, string>): Claimed {
  const sequence = Number(row.sequence);
  const traceparent = traces.get(row.event_id);
  return {
    sequence, payload: row.payload, digest: row.digest, previous, attempts: row.attempts, tries: row.tries,
    feedPosition: formatPosition(row.epoch, Number(row.position)), event: event.envelope, createdAt: row.created_at, ...(traceparent === undefined ? {} : { traceparent }),
  };
}

import type { EntityManager } from 'typeorm';
import type { filter as contract } from '#contracts';
import { DomainError } from '#kernel';
import { parsePosition } from '#log';
import type { ConsumerRow } from './consumer.js';

/** Streams whose newest events are looked for, at the most. */
const MOST_STREAMS = 2_000;

/** What was asked for. */
export interface Start {
  readonly deliverPolicy: ConsumerRow['deliver_policy'];
  readonly startPosition?: string | undefined;
  readonly startTime?: string | undefined;
}

/** Where a consumer stands before its first message. */
export type Beginning = Pick<ConsumerRow, 'deliver_policy' | 'start_time' | 'unsettled' | 'epoch'> & { readonly position: number };

/**
 * Settles what can be settled at once. `last`, `last_per_subject` and `by_start_time` have to be looked for in the log; the first reader does it,
 * as of this moment: what comes after it is given as it comes.
 */
export async function beginning(db: EntityManager, stream: string | null, filter: contract.Filter, start: Start): Promise<Beginning> {
  const [head] = await (stream === null ? db.query<Head[]>('SELECT epoch, seq AS head FROM events_feed_head()') : db.query<Head[]>('SELECT * FROM log_head($1)', [stream]));
  const now = { deliver_policy: start.deliverPolicy, start_time: start.startTime === undefined ? null : new Date(start.startTime), epoch: head?.epoch ?? null };
  const end = Number(head?.head ?? 0);
  switch (start.deliverPolicy) {
    case 'all': return { ...now, position: 0, unsettled: false };
    case 'new': return { ...now, position: end, unsettled: false };
    case 'by_start_sequence': return { ...now, position: startOffset(start.startPosition ?? '', head?.epoch ?? null, end), unsettled: false };
    case 'by_start_time': return { ...now, position: 0, unsettled: true };
    default:
      if (stream === null) await insistOnFewStreams(db, filter);
      return { ...now, position: end, unsettled: true };
  }
}

interface Head {
  readonly epoch: string;
  readonly head: string;
}

function startOffset(text: string, epoch: string | null, end: number): number {
  const position = parsePosition(text);
  if (position === null) throw new DomainError('position_invalid', 'A position has the form <epoch>.<offset>.');
  if (epoch !== null && position.epoch !== epoch) throw new DomainError('position_gone', 'This position is of another history: read the state again and begin at a position of this one.', { epoch });
  if (position.offset > end) throw new DomainError('position_invalid', 'Nothing has come to this position yet: begin at one that was read.', { issues: [{ pointer: '/startPosition', rule: 'a position that was read' }] });
  return position.offset;
}

/** The streams that a filter may let through: their kinds and names, without looking at any event. */
async function insistOnFewStreams(db: EntityManager, filter: contract.Filter): Promise<void> {
  const [row] = await db.query<{ streams: string }[]>('SELECT events_streams_like($1, $2) AS streams', [likePatterns(filter), MOST_STREAMS + 1]);
  if (Number(row?.streams) > MOST_STREAMS) throw new DomainError('too_many_streams', `The newest events of more than ${MOST_STREAMS} streams are not looked for: name fewer in filter.streams.`);
}

/** The filter's streams as patterns of LIKE; all where it names none. */
export function likePatterns({ streams }: contract.Filter): readonly string[] {
  return streams?.map((pattern) => pattern.replaceAll('_', String.raw`\_`).replace(/\*$/, '%')) ?? ['%:%'];
}

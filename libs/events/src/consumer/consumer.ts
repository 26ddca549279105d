import type { EntityManager } from 'typeorm';
import { events, type filter, type Output } from '#contracts';
import { DomainError } from '#kernel';
import { formatPosition } from '#log';

/** A row of `events_consumer`. Numbers of 64 bits come as text. */
export interface ConsumerRow {
  readonly id: string;
  readonly owner_id: string;
  readonly name: string;
  readonly stream: string | null;
  readonly filter: filter.Filter;
  readonly deliver_policy: events.DeliverPolicy;
  readonly start_time: Date | null;
  readonly unsettled: boolean;
  readonly ack_wait: number;
  readonly max_deliver: number | null;
  readonly backoff: number[];
  readonly max_ack_pending: number;
  readonly inactive_threshold: number | null;
  readonly headers_only: boolean;
  readonly epoch: string | null;
  readonly position: string;
  readonly began: string;
  readonly generation: number;
  readonly turn: string;
  readonly parked: number;
  readonly missed: string;
  readonly active_at: Date;
  readonly created_at: Date;
  readonly changed_at: Date;
}

/** A consumer with what is out. */
export interface ConsumerState extends ConsumerRow {
  readonly pending: string;
  readonly redelivered: string;
  readonly waiting: string;
  readonly lowest: string | null;
  readonly head: string;
}

/** Consumers `c` with what is out and where the source ends. */
export const STATES = `SELECT c.*, o.pending, o.redelivered, o.waiting, o.lowest, coalesce(s.head, 0) AS head
  FROM events_consumer c
  CROSS JOIN LATERAL (
    SELECT coalesce(sum(events_count(p.numbers)) FILTER (WHERE p.delivered > 0), 0) AS pending,
      coalesce(sum(events_count(p.numbers)) FILTER (WHERE p.delivered > 1), 0) AS redelivered,
      coalesce(sum(events_count(p.numbers)) FILTER (WHERE p.delivered = 0), 0) AS waiting,
      min(lower(p.numbers)) AS lowest
    FROM events_pending p WHERE p.consumer_id = c.id
  ) o
  LEFT JOIN LATERAL (
    SELECT f.seq AS head FROM events_feed_head() f WHERE c.stream IS NULL UNION ALL SELECT l.head FROM log_head(c.stream) l
  ) s ON true`;

/** A consumer as its owner sees it. */
export function toView(row: ConsumerState): Output<typeof events.readConsumer> {
  const position = Number(row.position);
  const place = (number: number): string | null => (row.epoch === null ? null : formatPosition(row.epoch, number));
  return {
    id: row.id, ownerId: row.owner_id, name: row.name, stream: row.stream, filter: row.filter,
    ackPolicy: 'explicit', ackWait: row.ack_wait, maxDeliver: row.max_deliver, backoff: row.backoff, maxAckPending: row.max_ack_pending,
    inactiveThreshold: row.inactive_threshold, headersOnly: row.headers_only, deliverPolicy: row.deliver_policy,
    createdAt: row.created_at.toISOString(), changedAt: row.changed_at.toISOString(), activeAt: row.active_at.toISOString(),
    position: place(position), ackFloor: place(row.lowest === null ? position : Math.min(position, Number(row.lowest) - 1)),
    ackPending: Number(row.pending), redelivered: Number(row.redelivered), waiting: Number(row.waiting),
    parked: row.parked, missed: Number(row.missed), lag: Math.max(0, Number(row.head) - position),
  };
}

/** The consumer, locked until the transaction ends: nothing is given meanwhile. */
export async function lockConsumer(db: EntityManager, id: string): Promise<ConsumerRow> {
  const [row] = await db.query<ConsumerRow[]>('SELECT * FROM events_consumer WHERE id = $1 FOR UPDATE', [id]);
  if (row === undefined) throw noConsumer();
  return row;
}

export function noConsumer(): DomainError {
  return new DomainError('not_found', 'There is no consumer of this id.');
}

/** Seconds after which a message that was given so often is given again. */
export function waitOf({ ack_wait: ackWait, backoff }: Pick<ConsumerRow, 'ack_wait' | 'backoff'>, delivered: number): number {
  return backoff[Math.min(delivered, backoff.length) - 1] ?? ackWait;
}

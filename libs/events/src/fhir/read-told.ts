import { Injectable } from '@nestjs/common';
import { Database } from '#db';
import { systemActor, type Principal } from '#kernel';
import { LogReader, type LogEvent } from '#log';
import { maySee, Rights } from '#realtime';
import { lessPayload, type Payload } from '../message/allowed-payload.js';
import { genesis } from '../proof/chain.js';
import type { Told } from './notification.js';
import type { Chained } from './resources.js';

const system = systemActor('fhir');

interface Row {
  readonly subscription_id: string;
  readonly sequence: string;
  readonly event_id: string;
  readonly stream: string;
  readonly offset: string;
  readonly payload: Payload;
  readonly feed_position: string;
  readonly digest: Buffer;
  /** Null where the delivery before is kept no longer. */
  readonly previous: Buffer | null;
}

const SHOWN = `SELECT d.subscription_id, d.sequence, d.event_id, d.stream, d."offset", d.payload, d.epoch || '.' || d.position AS feed_position, d.digest, b.digest AS previous
  FROM events_delivery d LEFT JOIN events_delivery b ON b.subscription_id = d.subscription_id AND b.sequence = d.sequence - 1`;

/** Reads what a subscription was or is to be told, for whoever asks: their rights are asked again for each event. */
@Injectable()
export class ReadTold {
  constructor(
    private readonly database: Database,
    private readonly log: LogReader,
    private readonly rights: Rights,
  ) {}

  /** The events of these numbers, both included, `limit` of them at the most, in no more detail than `content`. */
  async range(actor: Principal, subscriptionId: string, from: number, to: number, { content, limit }: { content: Payload; limit: number }): Promise<readonly Told[]> {
    const rows = await this.ask(`${SHOWN} WHERE d.subscription_id = $1 AND d.sequence BETWEEN $2 AND $3 ORDER BY d.sequence LIMIT $4`, [subscriptionId, from, to, limit]);
    return this.tell(actor, rows, content);
  }

  /** One event that was told of in any subscription of this person; null when there is none, or they may not read it. */
  async one(actor: Principal, eventId: string): Promise<Told | null> {
    const rows = await this.ask(`${SHOWN} JOIN events_subscription s ON s.id = d.subscription_id WHERE d.event_id = $1 AND s.owner_id = $2 LIMIT 1`, [eventId, actor.personId]);
    const [told] = await this.tell(actor, rows, 'full');
    return told?.event === null ? null : (told ?? null);
  }

  private ask(sql: string, parameters: readonly unknown[]): Promise<Row[]> {
    return this.database.transaction(system, [], (db) => db.query<Row[]>(sql, [...parameters]), 'snapshot');
  }

  private async tell(actor: Principal, rows: readonly Row[], content: Payload): Promise<readonly Told[]> {
    const events = await this.database.transaction(system, [], (db) => this.log.gather(db, rows.map(({ stream, offset }) => ({ stream, offset: Number(offset) }))), 'snapshot');
    const byId = new Map<string, LogEvent>(events.map((event) => [event.envelope.id, event]));
    const labels = new Map<string, ReadonlySet<string> | null>();
    for (const { stream } of events) if (!labels.has(stream)) labels.set(stream, await this.rights.labels(actor, stream));
    return rows.map((row) => {
      const event = byId.get(row.event_id);
      const seen = event !== undefined && maySee(labels.get(row.stream) ?? new Set(), event);
      const payload = lessPayload(row.payload, content);
      return { sequence: Number(row.sequence), payload, event: seen ? event.envelope : null, chain: payload === row.payload ? chainOf(row) : null };
    });
  }
}

function chainOf({ subscription_id, sequence, feed_position: feedPosition, digest, previous }: Row): Chained | null {
  const before = Number(sequence) === 1 ? genesis(subscription_id) : previous;
  return before === null ? null : { feedPosition, digest, previous: before };
}

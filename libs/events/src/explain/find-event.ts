import { Injectable } from '@nestjs/common';
import { Database } from '#db';
import { DomainError, systemActor, type Principal } from '#kernel';
import { FeedReader, formatPosition, type FeedEvent } from '#log';
import { appendedAt, Sources } from '../consumer/source.js';
import { placeAt } from '../consumer/place-at.js';
import { Visible } from '../consumer/visible.js';

const system = systemActor('explain');
/** Events that are looked through around the place where one of this id should stand. */
const AROUND = 20_000;
/** How far (ms) the clocks and commits of the hub's processes may lie apart. */
const APART = 5_000;

/** An event and where it stands in the feed. */
export interface Found extends FeedEvent {
  readonly feedPosition: string;
}

/** Finds an event by its id, for somebody who may see it. */
@Injectable()
export class FindEvent {
  constructor(
    private readonly database: Database,
    private readonly feed: FeedReader,
    private readonly sources: Sources,
    private readonly visible: Visible,
  ) {}

  /** @throws DomainError not_found, whether there is none or none that the actor may see */
  async find(actor: Principal, eventId: string): Promise<Found> {
    const number = await this.numberOf(eventId);
    const [event] = number === null ? [] : await this.feed.pick([number]);
    const [seen] = event === undefined ? [] : await this.visible.of(actor, [{ number: event.seq, event }]);
    if (event === undefined || seen === undefined) throw new DomainError('not_found', 'There is no event of this id that you may see.');
    const { epoch } = await this.feed.head();
    return Object.assign(event, { feedPosition: formatPosition(epoch, event.seq) });
  }

  /** A delivery names the number. Else the id does, roughly: it begins with the time at which the event was appended. */
  private async numberOf(eventId: string): Promise<number | null> {
    const [delivered] = await this.rows(`SELECT position AS number FROM events_delivery WHERE event_id = $1 AND epoch = (SELECT epoch FROM log_feed_head) LIMIT 1`, [eventId]);
    if (delivered !== undefined) return Number(delivered.number);
    const at = appendedAt({ id: eventId });
    const source = this.sources.of(null);
    const [from, to] = [await placeAt(source, at - APART), await placeAt(source, at + APART)];
    const middle = await placeAt(source, at);
    const [found] = await this.rows(
      `SELECT f.seq - (f."to" - e."offset") AS number FROM log_feed f JOIN log_stream s ON s.id = f.stream_id
       JOIN log_event e ON e.stream_id = f.stream_id AND e.months = s.months AND e.month <= s.month AND e."offset" BETWEEN f."from" AND f."to"
       WHERE f.seq > $2 AND f.seq <= $3 AND e.id = $1 LIMIT 1`, [eventId, Math.max(from, middle - AROUND), Math.min(to, middle + AROUND) + AROUND / 10]);
    return found === undefined ? null : Number(found.number);
  }

  private rows(sql: string, values: readonly unknown[]): Promise<{ number: string }[]> {
    return this.database.transaction(system, [], (db) => db.query<{ number: string }[]>(sql, [...values]), 'snapshot');
  }
}

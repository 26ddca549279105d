import { Injectable } from '@nestjs/common';
import { Database } from '#db';
import { systemActor } from '#kernel';
import { isTracing } from '#trace';

const reader = systemActor('traces');

/** The traces that events were recorded in, for those who hand events on. */
@Injectable()
export class Traces {
  constructor(private readonly database: Database) {}

  /** W3C `traceparent` by event id, of those events that have one. While nothing is traced nobody asks, and it costs nothing. */
  async of(eventIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (!isTracing() || eventIds.length === 0) return new Map();
    const rows = await this.database.transaction(reader, [], (db) => db.query<{ event_id: string; traceparent: string }[]>('SELECT event_id, traceparent FROM log_trace WHERE event_id = ANY ($1)', [eventIds]), 'snapshot');
    return new Map(rows.map((row) => [row.event_id, row.traceparent]));
  }
}

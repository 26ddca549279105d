import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { events, type Output, type Params } from '#contracts';
import type { Principal } from '#kernel';
import { Answers, pageOf, placeOf, theHub, type Page, type QueryHandler } from '#realtime';
import { findSink, SINK_COLUMNS, toSink, type SinkRow } from './sink.js';

@Injectable()
@Answers(events.listSinks, () => theHub)
export class ListSinks implements QueryHandler<typeof events.listSinks> {
  async execute(_: Principal, { limit, iterator }: Params<typeof events.listSinks>, db: EntityManager): Promise<Page<Output<typeof events.listSinks>>> {
    const rows = await db.query<SinkRow[]>(
      `SELECT ${SINK_COLUMNS} FROM events_sink WHERE expires_at > now() AND ($1::uuid IS NULL OR id < $1) ORDER BY id DESC LIMIT $2`,
      [placeOf(iterator, z.uuid()), limit + 1],
    );
    return pageOf(rows.map(toSink), limit, ({ id }) => id);
  }
}

interface RequestRow {
  readonly number: number;
  readonly at: Date;
  readonly webhook_id: string | null;
  readonly subscription_id: string | null;
  readonly sequence: string | null;
  readonly attempt: string | null;
  readonly bytes: number;
  readonly answered: string;
}

@Injectable()
@Answers(events.readSink, () => theHub)
export class ReadSink implements QueryHandler<typeof events.readSink> {
  async execute(_: Principal, { sinkId }: Params<typeof events.readSink>, db: EntityManager): Promise<Output<typeof events.readSink>> {
    const sink = await findSink(db, sinkId);
    const rows = await db.query<RequestRow[]>('SELECT * FROM events_sink_request WHERE sink_id = $1 ORDER BY number DESC LIMIT $2', [sinkId, events.sinkKeeps]);
    const requests = rows.map(({ number, at, webhook_id, subscription_id, sequence, attempt, bytes, answered }) => (
      { number, at: at.toISOString(), webhookId: webhook_id, subscriptionId: subscription_id, sequence, attempt, bytes, answered }
    ));
    return { ...toSink(sink), requests };
  }
}

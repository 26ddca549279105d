import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { notifications, type Params } from '#contracts';
import type { Principal } from '#kernel';
import { Answers, pageOf, placeOf, theHub, type Page, type QueryHandler } from '#realtime';
import { NotificationClock } from '../clock.js';
import { ownerOf } from './change-entries.js';
import { ENTRIES, entryOf, readerOf, type Entry, type EntryRow } from './entry.js';

const place = z.tuple([z.iso.datetime(), z.uuid()]);
const SHOWN = { inbox: 'e.archived_at IS NULL', unread: 'e.archived_at IS NULL AND e.read_at IS NULL', archived: 'e.archived_at IS NOT NULL' } as const;

@Injectable()
@Answers(notifications.listInbox, () => theHub)
export class ListInbox implements QueryHandler<typeof notifications.listInbox> {
  constructor(private readonly clock: NotificationClock) {}

  async execute(actor: Principal, params: Params<typeof notifications.listInbox>, db: EntityManager): Promise<Page<Entry>> {
    const personId = ownerOf(actor);
    const [at, id] = placeOf(params.iterator, place) ?? [null, null];
    const rows = await db.query<EntryRow[]>(
      `${ENTRIES}
       WHERE e.person_id = $1 AND ${SHOWN[params.show]} AND ($2::text IS NULL OR e.category = $2) AND ($3::timestamptz IS NULL OR (e.arrived_at, e.id) < ($3, $4::uuid))
       ORDER BY e.arrived_at DESC, e.id DESC LIMIT $5`, [personId, params.category ?? null, at, id, params.limit + 1]);
    const reader = await readerOf(db, personId, this.clock.now());
    return pageOf(rows.map((row) => entryOf(row, reader)), params.limit, ({ arrivedAt, entryId }) => [arrivedAt, entryId]);
  }
}

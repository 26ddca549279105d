import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { notifications, type Params } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import { Answers, theHub, type QueryHandler } from '#realtime';
import { NotificationClock } from '../clock.js';
import { ownerOf } from './change-entries.js';
import { ENTRIES, entryOf, readerOf, type Entry, type EntryRow } from './entry.js';

/** A notice to somebody else is not there, like one that never was. */
@Injectable()
@Answers(notifications.showNotice, () => theHub)
export class ShowNotice implements QueryHandler<typeof notifications.showNotice> {
  constructor(private readonly clock: NotificationClock) {}

  async execute(actor: Principal, { noticeId }: Params<typeof notifications.showNotice>, db: EntityManager): Promise<Entry> {
    const personId = ownerOf(actor);
    const [row] = await db.query<EntryRow[]>(`${ENTRIES} WHERE e.person_id = $1 AND e.notice_id = $2`, [personId, noticeId]);
    if (row === undefined) throw new DomainError('not_found', 'Your inbox has no such notice.');
    return entryOf(row, await readerOf(db, personId, this.clock.now()));
  }
}

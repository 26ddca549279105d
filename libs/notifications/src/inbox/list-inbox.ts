import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { notices, notifications, type Output, type Params } from '#contracts';
import type { Principal } from '#kernel';
import { Answers, pageOf, placeOf, theHub, type Page, type QueryHandler } from '#realtime';
import { NotificationClock } from '../clock.js';
import { render, type Reader } from '../message/render.js';
import { listenersOf } from '../recipient/listeners-of.js';
import { ownerOf } from './change-entries.js';

type Entry = Output<typeof notifications.listInbox>;

interface Row {
  readonly id: string;
  readonly notice_id: string;
  readonly name: string;
  readonly category: Entry['category'];
  readonly critical: boolean;
  readonly about: string;
  readonly facts: Record<string, unknown>;
  readonly state: string;
  readonly arrived_at: Date;
  readonly seen_at: Date | null;
  readonly read_at: Date | null;
  readonly archived_at: Date | null;
  readonly acknowledged_at: Date | null;
}

const place = z.tuple([z.iso.datetime(), z.uuid()]);
const SHOWN = { inbox: 'e.archived_at IS NULL', unread: 'e.archived_at IS NULL AND e.read_at IS NULL', archived: 'e.archived_at IS NOT NULL' } as const;
const NOBODY: Reader = { language: 'en', zone: 'UTC' };

/** Words are made when they are read: in the language that the reader has now, and the zone that they live by. */
@Injectable()
@Answers(notifications.listInbox, () => theHub)
export class ListInbox implements QueryHandler<typeof notifications.listInbox> {
  constructor(private readonly clock: NotificationClock) {}

  async execute(actor: Principal, params: Params<typeof notifications.listInbox>, db: EntityManager): Promise<Page<Entry>> {
    const personId = ownerOf(actor);
    const [at, id] = placeOf(params.iterator, place) ?? [null, null];
    const rows = await db.query<Row[]>(
      `SELECT e.id, e.notice_id, n.name, n.category, n.critical, n.about, n.facts, n.state, e.arrived_at, e.seen_at, e.read_at, e.archived_at, e.acknowledged_at
       FROM notification_entry e JOIN notification_notice n ON n.id = e.notice_id
       WHERE e.person_id = $1 AND ${SHOWN[params.show]} AND ($2::text IS NULL OR e.category = $2) AND ($3::timestamptz IS NULL OR (e.arrived_at, e.id) < ($3, $4::uuid))
       ORDER BY e.arrived_at DESC, e.id DESC LIMIT $5`, [personId, params.category ?? null, at, id, params.limit + 1]);
    const reader = (await listenersOf(db, [personId], this.clock.now())).get(personId) ?? NOBODY;
    return pageOf(rows.map((row) => entryOf(row, reader)), params.limit, ({ arrivedAt, entryId }) => [arrivedAt, entryId]);
  }
}

function entryOf(row: Row, reader: Reader): Entry {
  return {
    entryId: row.id, noticeId: row.notice_id, notice: row.name, category: row.category, critical: row.critical, about: row.about, facts: row.facts,
    ...render(row, reader), answer: answerOf(row), withdrawn: row.state === 'withdrawn',
    arrivedAt: row.arrived_at.toISOString(), seenAt: iso(row.seen_at), readAt: iso(row.read_at), archivedAt: iso(row.archived_at), acknowledgedAt: iso(row.acknowledged_at),
  };
}

/** The command by which the notice is answered, made out for the thing that it is about. */
function answerOf({ name, about }: Row): Entry['answer'] {
  const answer = notices.get(name)?.answer ?? null;
  return answer === null ? null : { command: answer.command, input: { [answer.field]: about.slice(about.indexOf(':') + 1) } };
}

function iso(at: Date | null): string | null {
  return at?.toISOString() ?? null;
}

import type { EntityManager } from 'typeorm';
import { notices, type notifications, type Output } from '#contracts';
import { render, type Reader } from '../message/render.js';
import { listenersOf } from '../recipient/listeners-of.js';

export type Entry = Output<typeof notifications.showNotice>;

/** An entry as `ENTRIES` reads it. */
export interface EntryRow {
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

export const ENTRIES = `SELECT e.id, e.notice_id, n.name, n.category, n.critical, n.about, n.facts, n.state, e.arrived_at, e.seen_at, e.read_at, e.archived_at, e.acknowledged_at
  FROM notification_entry e JOIN notification_notice n ON n.id = e.notice_id`;
const NOBODY: Reader = { language: 'en', zone: 'UTC' };

/** How a person reads at an instant. */
export async function readerOf(db: EntityManager, personId: string, now: Date): Promise<Reader> {
  return (await listenersOf(db, [personId], now)).get(personId) ?? NOBODY;
}

/** Words are made when they are read: in the language that the reader has now, and the zone that they live by. */
export function entryOf(row: EntryRow, reader: Reader): Entry {
  return {
    entryId: row.id, noticeId: row.notice_id, notice: row.name, category: row.category, critical: row.critical, about: row.about, facts: row.facts,
    ...render(row, reader), answer: answerOf(row), withdrawn: row.state === 'withdrawn',
    arrivedAt: row.arrived_at.toISOString(), seenAt: iso(row.seen_at), readAt: iso(row.read_at), archivedAt: iso(row.archived_at), acknowledgedAt: iso(row.acknowledged_at),
  };
}

/** The command by which the notice is answered, made out for the thing that it is about. */
function answerOf({ name, about }: EntryRow): Entry['answer'] {
  const answer = notices.get(name)?.answer ?? null;
  return answer === null ? null : { command: answer.command, input: { [answer.field]: about.slice(about.indexOf(':') + 1) } };
}

function iso(at: Date | null): string | null {
  return at?.toISOString() ?? null;
}

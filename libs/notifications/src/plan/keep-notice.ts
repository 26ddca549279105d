import type { EntityManager } from 'typeorm';
import type { stream } from '#contracts';
import { newId } from '#kernel';
import type { Telling, Withdrawal, Work } from '#log';
import { moveMessages } from '../message/move-messages.js';
import { NOTICE, type NoticeRow } from './notice-row.js';

const KEEP = /* sql */ `
  INSERT INTO notification_notice AS n (id, name, key, category, critical, about, facts, appointment, digest_key, event_id, event_type, state, at, until, people, chain, created_at, changed_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'waiting', $12, $13, $14, $15, $16, $16)
  ON CONFLICT ON CONSTRAINT one_notice_for_a_key DO UPDATE SET
    about = EXCLUDED.about, facts = EXCLUDED.facts, appointment = EXCLUDED.appointment, digest_key = EXCLUDED.digest_key, event_id = EXCLUDED.event_id, event_type = EXCLUDED.event_type,
    until = EXCLUDED.until, people = EXCLUDED.people, told_of = 0, chain = EXCLUDED.chain, changed_at = EXCLUDED.changed_at,
    -- What was told stays told; only those who are new to it hear of it.
    state = CASE n.state WHEN 'told' THEN 'told' ELSE 'waiting' END, at = CASE n.state WHEN 'told' THEN n.at ELSE EXCLUDED.at END
  RETURNING ${NOTICE}`;

/**
 * Writes down what is to be told. A notice of a key that is known already is the same notice: what it says is changed where
 * it has not been read or sent yet, and when it is told, as long as it has not been.
 */
export async function keepNotice(work: Work, event: stream.Envelope, told: Telling, now: Date): Promise<NoticeRow> {
  const { notice, about } = told;
  const facts: unknown = notice.facts.parse(told.facts);
  const [row] = await work.db.query<NoticeRow[]>(KEEP, [
    newId(), notice.name, told.key, notice.category, notice.critical, about, JSON.stringify(facts), told.appointment === undefined ? null : JSON.stringify(told.appointment),
    told.digestKey ?? `${notice.name} ${about}`, event.id, event.type, told.at ?? now, told.until ?? null, [...new Set(told.to)], [...(told.chain ?? [])], now,
  ]);
  if (row === undefined) throw new Error(`the notice ${notice.name} was not written down`);
  return row;
}

/** Those of its people who are new to a notice. Of one that nobody was told yet, all are. */
export async function untoldOf(db: EntityManager, { id, state, people }: NoticeRow): Promise<readonly string[]> {
  if (state !== 'told') return people;
  const rows = await db.query<{ id: string }[]>('SELECT id FROM unnest($2::uuid[]) AS p (id) WHERE NOT EXISTS (SELECT FROM notification_entry e WHERE e.person_id = p.id AND e.notice_id = $1)', [id, people]);
  return rows.map((row) => row.id);
}

/** It waits again, from its first part on: whoever was told of it is not told twice. */
export async function tellAgain(db: EntityManager, { id }: NoticeRow, now: Date): Promise<void> {
  await db.query(`UPDATE notification_notice SET state = 'waiting', at = $2 WHERE id = $1`, [id, now]);
}

/** It is not so after all: who was not told yet is not told, and what was not sent is not sent. */
export async function withdrawNotice(work: Work, { notice, key }: Withdrawal, now: Date): Promise<void> {
  const [rows] = await work.db.query<[{ id: string }[], number]>(
    `UPDATE notification_notice SET state = 'withdrawn', changed_at = $3 WHERE name = $1 AND key = $2 AND state <> 'withdrawn' RETURNING id`, [notice.name, key, now]);
  const waiting = await work.db.query<{ id: string }[]>(
    'SELECT id FROM notification_message WHERE notice_id = ANY ($1::uuid[]) AND due_at IS NOT NULL', [rows.map(({ id }) => id)]);
  await moveMessages(work, waiting.map(({ id }) => ({ messageId: id, to: 'dropped' as const, reason: 'no_longer_true' as const, why: 'withdrawn' })));
}

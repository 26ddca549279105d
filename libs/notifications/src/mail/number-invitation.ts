import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { Appointment } from '#log';
import { endOf } from './write-invitation.js';

/** Which version of an appointment a mail carries. */
export interface Numbered {
  readonly sequence: number;
  readonly stamp: Date;
}

/** The first 48 bits of an id of version 7: the millisecond in which the message was made. */
const MADE = (id: string): string => `left(${id}::text, 13)`;
/** Nothing newer was told, or just the same. */
const FRESH = `i.content_hash = $4 OR ${MADE('i.message_id')} <= ${MADE('$3::uuid')}`;

const SET = `sequence = CASE WHEN i.content_hash = $4 THEN i.sequence ELSE i.sequence + 1 END,
    changed_at = CASE WHEN i.content_hash = $4 THEN i.changed_at ELSE $5::timestamptz END, message_id = greatest(i.message_id, $3::uuid), content_hash = $4, ends_at = $6, cancelled = `;

/** What is told for the first time begins at 0. What says the same again, as a repeated try does, keeps its number. */
const INVITE = `INSERT INTO notification_invitation AS i (uid, person_id, sequence, message_id, content_hash, changed_at, ends_at, cancelled) VALUES ($1, $2, 0, $3::uuid, $4, $5, $6, false)
  ON CONFLICT (uid, person_id) DO UPDATE SET ${SET} false WHERE ${FRESH} RETURNING sequence, changed_at`;

/** Nobody is told of the end of an appointment that they were never told of. */
const CANCEL = `UPDATE notification_invitation i SET ${SET} true WHERE uid = $1 AND person_id = $2 AND (${FRESH}) RETURNING sequence, changed_at`;

/**
 * Numbers the version of an appointment that a message tells somebody of.
 * @returns null when the message must not touch calendars: a newer one has already told of another version, or there is nothing to cancel
 */
export async function numberInvitation(db: EntityManager, message: { readonly id: string; readonly personId: string }, appointment: Appointment, now: Date): Promise<Numbered | null> {
  const { uid, method, start, zone, minutes, title } = appointment;
  const hash = createHash('sha256').update(JSON.stringify([method, start, zone, minutes, title])).digest();
  const answer = await db.query<unknown>(method === 'cancel' ? CANCEL : INVITE, [uid, message.personId, message.id, hash, now, endOf(appointment)]);
  // TypeORM answers an UPDATE with its rows and their number, an INSERT with its rows.
  const rows = (method === 'cancel' ? (answer as [unknown])[0] : answer) as { sequence: number; changed_at: Date }[];
  const [row] = rows;
  return row === undefined ? null : { sequence: row.sequence, stamp: row.changed_at };
}

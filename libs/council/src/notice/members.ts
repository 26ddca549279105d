import type { EntityManager } from 'typeorm';
import type { MeetingThen } from './meeting-then.js';

/** The chair, secretaries and interpreters of a meeting. */
export function officersOf({ chairId, secretaryIds, interpreterIds }: MeetingThen['facts']): readonly string[] {
  return [...(chairId === null ? [] : [chairId]), ...secretaryIds, ...interpreterIds];
}

/** Everybody who may act for a seat of the body now. */
export async function seatedOf(db: EntityManager, bodyId: string): Promise<readonly string[]> {
  const rows = await db.query<{ id: string }[]>(
    `SELECT DISTINCT p.id FROM council_seat s CROSS JOIN LATERAL unnest(array_append(s.alternate_ids, s.delegate_id)) AS p(id)
     WHERE s.body_id = $1 AND s.state = 'active' AND p.id IS NOT NULL ORDER BY p.id`, [bodyId]);
  return rows.map(({ id }) => id);
}

/** Everybody who may take part in a meeting: its officers, the people of the seats, and admitted observers. */
export async function membersOf(db: EntityManager, { id, facts }: MeetingThen): Promise<readonly string[]> {
  const observers = await db.query<{ id: string }[]>('SELECT person_id AS id FROM council_observer WHERE meeting_id = $1 ORDER BY person_id', [id]);
  return unique([...officersOf(facts), ...(await seatedOf(db, facts.bodyId)), ...observers.map((row) => row.id)]);
}

export function unique(people: readonly string[]): readonly string[] {
  return [...new Set(people)];
}

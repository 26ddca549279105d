import type { EntityManager } from 'typeorm';
import type { MeetingThen } from './meeting-then.js';

/** Everybody who may take part in a meeting; nobody is named twice. */
export interface Partakers {
  /** Officers and the people of the seats. */
  readonly members: readonly string[];
  /** Who was admitted, and is no member. */
  readonly observers: readonly string[];
}

/** The chair, secretaries and interpreters of a meeting. */
export function officersOf({ chairId, secretaryIds, interpreterIds }: MeetingThen['facts']): readonly string[] {
  return [...(chairId === null ? [] : [chairId]), ...secretaryIds, ...interpreterIds];
}

/** Everybody who may act for a seat of the body now. */
async function seatedOf(db: EntityManager, bodyId: string): Promise<readonly string[]> {
  const rows = await db.query<{ id: string }[]>(
    `SELECT DISTINCT p.id FROM council_seat s CROSS JOIN LATERAL unnest(array_append(s.alternate_ids, s.delegate_id)) AS p(id)
     WHERE s.body_id = $1 AND s.state = 'active' AND p.id IS NOT NULL ORDER BY p.id`, [bodyId]);
  return rows.map(({ id }) => id);
}

/** Who takes part in the work of a body and may read back what became of it: the chair, secretaries and the people of the seats. */
export async function votersOf(db: EntityManager, { bodyId, chairId, secretaryIds }: Pick<MeetingThen['facts'], 'bodyId' | 'chairId' | 'secretaryIds'>): Promise<readonly string[]> {
  return unique([...(chairId === null ? [] : [chairId]), ...secretaryIds, ...(await seatedOf(db, bodyId))]);
}

/** Officers and observers of a meeting: who takes part in it whatever becomes of the seats. */
export async function partakersBesideSeats(db: EntityManager, { id, facts }: MeetingThen): Promise<ReadonlySet<string>> {
  const observers = await db.query<{ id: string }[]>('SELECT person_id AS id FROM council_observer WHERE meeting_id = $1 AND dismissed_at IS NULL', [id]);
  return new Set([...officersOf(facts), ...observers.map((row) => row.id)]);
}

export async function partakersOf(db: EntityManager, { id, facts }: MeetingThen): Promise<Partakers> {
  const members = unique([...officersOf(facts), ...(await seatedOf(db, facts.bodyId))]);
  const admitted = await db.query<{ id: string }[]>('SELECT person_id AS id FROM council_observer WHERE meeting_id = $1 AND dismissed_at IS NULL AND person_id <> ALL ($2::uuid[]) ORDER BY person_id', [id, members]);
  return { members, observers: admitted.map((row) => row.id) };
}

function unique(people: readonly string[]): readonly string[] {
  return [...new Set(people)];
}

import type { EntityManager } from 'typeorm';

/** Whom an alert wakes. */
export interface Woken {
  /** The level of the roster that is reached by this. */
  readonly level: number;
  readonly personIds: readonly string[];
  /** Levels on which nobody is on call. */
  readonly holes: readonly number[];
  readonly fallback: 'none' | 'coordinators' | 'organisation';
}

export const NOBODY: Woken = { level: 0, personIds: [], holes: [], fallback: 'none' };
/** People woken at once at the most. */
const MOST = 30;

/**
 * Whom to wake for an alert of this institution: never nobody. Where the roster has no one, those who hold a coordinator's
 * post for it; where there is none either, everybody who acts for it, whom the audience of the notice reaches.
 */
export async function findPeople(db: EntityManager, { corridorId, institutionId }: { readonly corridorId: string; readonly institutionId: string }, level: number): Promise<Woken> {
  const rows = await db.query<{ id: string }[]>(
    `SELECT person_id AS id FROM corridor_post WHERE corridor_id = $1 AND institution_id = $2 AND post = 'coordinator' ORDER BY person_id LIMIT ${MOST}`, [corridorId, institutionId],
  );
  return { level, personIds: rows.map(({ id }) => id), holes: [], fallback: rows.length > 0 ? 'coordinators' : 'organisation' };
}

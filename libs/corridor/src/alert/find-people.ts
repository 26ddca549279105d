import type { EntityManager } from 'typeorm';
import { onCall } from '../roster/on-call.js';
import { levelsFor } from '../roster/roster-rows.js';
import type { AlertKind } from './raised-alert.js';

/** Whom an alert wakes. */
export interface Woken {
  /** The level of the roster that is reached by this. */
  readonly level: number;
  readonly personIds: readonly string[];
  /** Levels up to this one on which nobody is on call. */
  readonly holes: readonly number[];
  readonly fallback: 'none' | 'coordinators' | 'organisation';
}

export const NOBODY: Woken = { level: 0, personIds: [], holes: [], fallback: 'none' };
/** People woken at once at the most. */
const MOST = 30;

/**
 * Whom to wake at this instant, from the first level of the roster up to this one: never nobody. A level on which nobody is
 * on call falls to the next above it that has somebody. Where there is none, those are woken who hold a coordinator's post
 * for the organisation beside whoever is on call below; and where nobody holds one, everybody who acts for it, whom the
 * audience of the notice reaches.
 */
export async function findPeople(db: EntityManager, about: { readonly corridorId: string; readonly institutionId: string; readonly kind: AlertKind }, wanted: number, at: Date): Promise<Woken> {
  const levels = (await levelsFor(db, about)).map((roster) => ({ level: roster.level, people: onCall(roster, at) }));
  const level = Math.min(wanted, levels.at(-1)?.level ?? 1);
  const reached = levels.find((one) => one.level >= level && one.people.length > 0)?.level;
  const upTo = levels.filter((one) => one.level <= (reached ?? level));
  const people = new Set(upTo.flatMap((one) => one.people));
  const holes = upTo.filter((one) => one.people.length === 0).map((one) => one.level);
  if (reached !== undefined) return { level: reached, personIds: [...people].slice(0, MOST), holes, fallback: 'none' };
  const coordinators = await coordinatorsOf(db, about);
  const personIds = [...new Set([...people, ...coordinators])].slice(0, MOST);
  return { level, personIds, holes, fallback: coordinators.length > 0 ? 'coordinators' : 'organisation' };
}

async function coordinatorsOf(db: EntityManager, { corridorId, institutionId }: { readonly corridorId: string; readonly institutionId: string }): Promise<string[]> {
  const rows = await db.query<{ id: string }[]>(
    `SELECT person_id AS id FROM corridor_post WHERE corridor_id = $1 AND institution_id = $2 AND post = 'coordinator' ORDER BY person_id LIMIT ${MOST}`, [corridorId, institutionId],
  );
  return rows.map(({ id }) => id);
}

import type { EntityManager } from 'typeorm';
import type { stream } from '#contracts';
import { coordinatorsOf } from '#identity';

type Post = 'coordinator' | 'authority' | 'field';

/** People told at once at the most. */
const MOST = 30;

/**
 * Who holds one of these posts for an institution in a corridor. A host's coordinators are its authority as well, and those
 * who coordinate for the whole hub hold that post for each institution of theirs.
 */
export async function holdersOf(db: EntityManager, corridorId: string, institutionId: string, posts: readonly Post[]): Promise<readonly string[]> {
  const wanted = posts.includes('authority') ? [...posts, 'coordinator'] : posts;
  const rows = await db.query<{ id: string }[]>(
    'SELECT DISTINCT person_id AS id FROM corridor_post WHERE corridor_id = $1 AND institution_id = $2 AND post = ANY ($3) ORDER BY id LIMIT $4', [corridorId, institutionId, wanted, MOST]);
  const coordinators = wanted.includes('coordinator') ? await coordinatorsOf(db, institutionId, MOST) : [];
  return [...new Set([...rows.map(({ id }) => id), ...coordinators])].slice(0, MOST);
}

/** Those who did not do it themselves: nobody is told of what is their own doing. */
export function others({ actor }: stream.Envelope, personIds: readonly string[]): readonly string[] {
  return personIds.filter((id) => actor !== `person:${id}`);
}

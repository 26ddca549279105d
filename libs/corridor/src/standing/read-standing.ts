import type { EntityManager } from 'typeorm';
import type { Principal } from '#kernel';

/** Where the actor's institutions, posts and roles place them in one corridor. */
export interface Place {
  /** The actor's institutions that are members of the corridor. */
  readonly of: ReadonlySet<string>;
  /** Those that are members in this role. */
  in(role: string): ReadonlySet<string>;
  /** Whether the actor holds one of these posts for the institution. */
  holds(institutionId: string, ...posts: readonly string[]): boolean;
  /** The open grants by which the institution reads of others. */
  grantsTo(institutionId: string): readonly string[];
}

interface Row {
  readonly institution_id: string;
  readonly roles: readonly string[];
  readonly posts: readonly string[];
  readonly grants: readonly string[];
}

/** Grants made out to a member, or to all, of owners that it is in some corridor with. */
const GRANTS = `ARRAY(SELECT g.id FROM corridor_grant g WHERE g.ended_at IS NULL AND g.owner_id <> m.institution_id AND (g.reader_id = m.institution_id OR g.reader_id IS NULL)
  AND EXISTS (SELECT FROM corridor_member mine JOIN corridor_member other USING (corridor_id) WHERE mine.institution_id = g.owner_id AND other.institution_id = m.institution_id))`;

/**
 * Reads how the actor stands in a corridor. People act for institutions: a post counts for the institution that it was given
 * for, and only while that is a member. A coordinator of the whole hub holds that post for each institution of theirs, and a
 * host's coordinator is its authority as well.
 */
export async function readPlace(db: EntityManager, actor: Principal, corridorId: string): Promise<Place> {
  const rows = actor.personId === null ? [] : await db.query<Row[]>(
    `SELECT m.institution_id, array_agg(m.role) AS roles, ARRAY(SELECT p.post FROM corridor_post p WHERE p.corridor_id = $1 AND p.person_id = $3 AND p.institution_id = m.institution_id) AS posts, ${GRANTS} AS grants
     FROM corridor_member m WHERE m.corridor_id = $1 AND (m.institution_id = ANY ($2) OR EXISTS (SELECT FROM corridor_post p WHERE p.corridor_id = $1 AND p.person_id = $3 AND p.institution_id = m.institution_id))
     GROUP BY m.institution_id`,
    [corridorId, actor.institutionIds, actor.personId],
  );
  const posts = new Map(rows.map((row) => [row.institution_id, new Set(postsOf(actor, row))]));
  return {
    of: new Set(posts.keys()),
    in: (role) => new Set(rows.filter(({ roles }) => roles.includes(role)).map((row) => row.institution_id)),
    holds: (institutionId, ...wanted) => wanted.some((post) => posts.get(institutionId)?.has(post) === true),
    grantsTo: (institutionId) => rows.find((row) => row.institution_id === institutionId)?.grants ?? [],
  };
}

function* postsOf(actor: Principal, { institution_id, roles, posts }: Row): Generator<string> {
  yield* posts;
  const own = actor.institutionIds.includes(institution_id);
  if (own && actor.roles.includes('coordinator')) yield 'coordinator';
  if (own && actor.roles.includes('integrator')) yield 'integrator';
  if (roles.includes('host') && (posts.includes('coordinator') || (own && actor.roles.includes('coordinator')))) yield 'authority';
}

/**
 * The roles of the actor in the corridor as a whole. `member`: belongs to an organisation of it and knows the registry.
 * `reader`: acts for one and reads what is shared with it. The rest are posts, and `lead`: coordinator of a lead.
 */
export function rolesIn(place: Place, actor: Principal): Set<string> {
  const roles = new Set<string>();
  if (actor.roles.includes('administrator')) roles.add('administrator');
  for (const institution of place.of) {
    roles.add('member');
    if (place.holds(institution, 'coordinator', 'authority', 'field', 'protection', 'integrator')) {
      roles.add('reader').add(`org:${institution}`);
      for (const grant of place.grantsTo(institution)) roles.add(`grant:${grant}`);
    }
    for (const post of ['coordinator', 'authority', 'field', 'protection']) if (place.holds(institution, post)) roles.add(post);
    if (place.holds(institution, 'protection')) roles.add(`protection:${institution}`);
    if (place.holds(institution, 'coordinator') && place.in('lead').has(institution)) roles.add('lead');
  }
  return roles;
}

/**
 * What streams of a corridor show: `members` to everybody who belongs to it, `org:<id>` what is shared with that institution
 * to those who act for it, `grant:<id>` what came by that grant as long as it is open, `protection:<id>` restricted items to
 * that institution's named role, all but those to administrators.
 */
export function labelsOf(standing: ReadonlySet<string>): readonly string[] {
  const labels = [...standing].filter((role) => /^(org|grant|protection):/.test(role));
  if (standing.has('administrator')) labels.push('administrators');
  return standing.has('member') || standing.has('administrator') ? ['members', ...labels] : labels;
}

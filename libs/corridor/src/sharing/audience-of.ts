import type { EntityManager } from 'typeorm';
import type { corridor } from '#contracts';

/** What a reader gets of a class: exact or rounded to so many metres, at once or so many seconds later. */
export interface Share {
  /** The label of the institution that reads, `org:<id>`. */
  readonly label: string;
  /** What an event for it is addressed to: the grant that it reads by, `grant:<id>`, so that with its end the past goes too; else the institution. */
  readonly audience: string;
  readonly precisionMetres: number | null;
  readonly delaySeconds: number;
}

/** Administrators read everything, exactly and at once. */
export const everything: Share = { label: 'administrators', audience: 'administrators', precisionMetres: null, delaySeconds: 0 };

/** States of a deployment in which its host does its duty and must see what the unit has and does. */
export const UNDER_WAY = ['accepted', 'mobilising', 'in_transit', 'diverted', 'arrived', 'setting_up', 'operational', 'constrained', 'transitioning', 'demobilising'] as const;

/**
 * Who in a corridor reads what an owner has of one class, each by the ground that counts: the same line that `corridor_shared`
 * draws for reads. The owner and the hosts of its deployments under way read all, exactly and at once; others what the
 * compact says, and of two grants the one made out to them alone. Worked out once for an event, never once for a reader.
 */
export async function sharesOf(db: EntityManager, corridorId: string, ownerId: string, dataClass: corridor.SharedClass): Promise<readonly Share[]> {
  return (await sharesIn(db, corridorId, [ownerId], dataClass)).map(({ share }) => share);
}

/** The same of several owners, in one question to the database. */
export async function sharesIn(db: EntityManager, corridorId: string, ownerIds: readonly string[], dataClass: corridor.SharedClass): Promise<readonly { readonly ownerId: string; readonly share: Share }[]> {
  const rows = await db.query<{ owner: string; reader: string; audience: string; precision: number | null; delay: number }[]>(
    `SELECT DISTINCT ON (o.id, g.reader) o.id AS owner, g.reader, coalesce('grant:' || g.grant_id, 'org:' || g.reader) AS audience, g.precision_metres AS precision, g.delay_seconds AS delay
     FROM unnest($2::uuid[]) AS o (id) CROSS JOIN LATERAL corridor_grounds(o.id, $3) g
     WHERE g.reader IN (SELECT m.institution_id FROM corridor_member m WHERE m.corridor_id = $1)
     ORDER BY o.id, g.reader, g.rank`,
    [corridorId, ownerIds, dataClass],
  );
  return rows.map(({ owner, reader, audience, precision, delay }) => ({ ownerId: owner, share: { label: `org:${reader}`, audience, precisionMetres: precision, delaySeconds: delay } }));
}

/**
 * The audience of an event that reports data of a class: everybody who reads it at all, and administrators. Who reads by a
 * grant is addressed by that grant, `grant:<id>`: with its end they lose what came by it, also of the past. Positions are
 * told apart by precision and delay besides.
 */
export async function audienceOf(db: EntityManager, corridorId: string, ownerId: string, dataClass: corridor.SharedClass): Promise<readonly string[]> {
  const rows = await db.query<{ label: string }[]>(
    `SELECT DISTINCT coalesce('grant:' || g.grant_id, 'org:' || g.reader) AS label FROM corridor_grounds($2, $3) g
     WHERE g.reader IN (SELECT m.institution_id FROM corridor_member m WHERE m.corridor_id = $1) ORDER BY label`,
    [corridorId, ownerId, dataClass],
  );
  return ['administrators', ...rows.map(({ label }) => label)];
}

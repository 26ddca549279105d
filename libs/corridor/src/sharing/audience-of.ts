import type { EntityManager } from 'typeorm';
import type { corridor } from '#contracts';

/** What a reader gets of a class: exact or rounded to so many metres, at once or so many seconds later. */
export interface Share {
  /** The audience label of the institution, `org:<id>`. */
  readonly label: string;
  readonly precisionMetres: number | null;
  readonly delaySeconds: number;
}

/** States of a deployment in which its host does its duty and must see what the unit has and does. */
export const UNDER_WAY = ['accepted', 'mobilising', 'in_transit', 'diverted', 'arrived', 'setting_up', 'operational', 'constrained', 'transitioning', 'demobilising'] as const;

/**
 * Who in a corridor reads what an owner has of one class: the same line that `corridor_shared` draws for reads, here for
 * streams. The owner and the hosts of its deployments under way read all, exactly and at once; others what the compact says,
 * and of two grants the one made out to them alone. Worked out once for an event, never once for a reader.
 */
export async function sharesOf(db: EntityManager, corridorId: string, ownerId: string, dataClass: corridor.SharedClass): Promise<readonly Share[]> {
  const rows = await db.query<{ id: string; precision: number | null; delay: number }[]>(
    `SELECT DISTINCT ON (m.institution_id) m.institution_id AS id, CASE WHEN own.exact THEN NULL ELSE g.precision_metres END AS precision, CASE WHEN own.exact THEN 0 ELSE g.delay_seconds END AS delay
     FROM corridor_member m
     CROSS JOIN LATERAL (SELECT m.institution_id = $2 OR EXISTS (SELECT FROM corridor_deployment d WHERE d.operator_id = $2 AND d.host_id = m.institution_id AND d.state = ANY ($4)) AS exact) own
     LEFT JOIN corridor_grant g ON g.owner_id = $2 AND g.data_class = $3 AND g.ended_at IS NULL AND (g.reader_id = m.institution_id OR g.reader_id IS NULL)
     WHERE m.corridor_id = $1 AND (own.exact OR g.id IS NOT NULL)
     ORDER BY m.institution_id, g.reader_id NULLS LAST`,
    [corridorId, ownerId, dataClass, UNDER_WAY],
  );
  return rows.map(({ id, precision, delay }) => ({ label: `org:${id}`, precisionMetres: precision, delaySeconds: delay }));
}

/** The audience of an event that reports data of a class: everybody who reads it at all, and administrators. Positions are told apart by precision and delay instead. */
export async function audienceOf(db: EntityManager, corridorId: string, ownerId: string, dataClass: corridor.SharedClass): Promise<readonly string[]> {
  const shares = await sharesOf(db, corridorId, ownerId, dataClass);
  return ['administrators', ...shares.map(({ label }) => label)];
}

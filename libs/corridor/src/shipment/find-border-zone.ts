import type { EntityManager } from 'typeorm';
import type { Shipment } from './shipment.js';

/**
 * The zone whose calendar counts at the border of a country: of the receiver, sender or carrier that is there, else of an
 * institution there. Of a country that nobody of the alliance is in, the receiver's counts.
 */
export async function findBorderZone(db: EntityManager, { fromId, toId, carrierUnitId }: Shipment, country: string): Promise<string> {
  const [found] = await db.query<{ zone: string }[]>(
    `SELECT zone FROM (
       SELECT 1 AS place, h.id <> $1 AS far, zone FROM corridor_holder h WHERE h.id = ANY ($2::uuid[]) AND country_code = $3
       UNION ALL SELECT 2, true, zone FROM corridor_institution WHERE country_code = $3
       UNION ALL SELECT 3, false, zone FROM corridor_holder h WHERE h.id = $1
     ) AS known ORDER BY place, far, zone LIMIT 1`,
    [toId, [toId, fromId, ...(carrierUnitId === null ? [] : [carrierUnitId])], country],
  );
  return found?.zone ?? 'UTC';
}

import type { EntityManager } from 'typeorm';
import { sharesFor } from '../sharing/shares-for.js';

/** Devices told of at most; the worst come first. */
const MOST = 100;

/** Of the devices in use that these readers may see, those that do not work as they should, the ones that are down first. */
export async function readEquipmentFacts(db: EntityManager, corridorId: string, labels: ReadonlySet<string>): Promise<unknown[]> {
  const owners = [...(await sharesFor(db, corridorId, 'equipment', labels)).keys()];
  return db.query(
    `SELECT id, holder_id AS "holderId", kind, operational FROM corridor_equipment
     WHERE corridor_id = $1 AND institution_id = ANY ($2) AND status = 'active' AND operational <> 'working' ORDER BY operational = 'down' DESC, id LIMIT ${MOST}`, [corridorId, owners],
  );
}

import { corridor, type Data } from '#contracts';
import type { Work } from '#log';
import { clearAlert, raiseAlert } from '../alert/raise-alert.js';
import { streamOf } from '../corridor/corridor.entity.js';
import { alertPlace, audienceOfEquipment, placeOfEquipment, toldEquipment, type Equipment } from './equipment.entity.js';

/** The alert of one item of a plan. */
export const keyOf = (itemId: string): string => `maintenance_due:${itemId}`;

/**
 * Tells, once for each term, what of a device's plan has fallen due, and ends the alerts of one that is not in use any more.
 * The device is locked: two who look at once do not both tell.
 */
export async function settleDue(work: Work, equipment: Equipment): Promise<void> {
  if (equipment.status !== 'active') return endAlerts(work, equipment);
  const due = await work.db.query<{ id: string; by: Data<typeof corridor.maintenanceDue>['by'] }[]>('SELECT id, by FROM corridor_maintenance_due WHERE equipment_id = $1 ORDER BY id', [equipment.id]);
  if (due.length === 0) return;
  const told = toldEquipment(equipment, await placeOfEquipment(work.db, equipment));
  const audience = await audienceOfEquipment(work, equipment);
  for (const { id: itemId, by } of due) {
    await work.db.query('UPDATE corridor_maintenance SET due_since = $2 WHERE id = $1', [itemId, work.now]);
    work.record(corridor.maintenanceDue, streamOf(equipment.corridorId), { ...told, itemId, by }, { audience });
    await raiseAlert(work, {
      ...alertPlace(equipment), key: keyOf(itemId), kind: 'maintenance_due', severity: 'minor', urgency: 'expected', certainty: 'observed', observedAt: work.now,
      facts: { equipmentId: equipment.id, itemId, by },
    });
  }
}

/** Back in use, what is due is told anew. */
async function endAlerts(work: Work, { id, corridorId }: Equipment): Promise<void> {
  const [rows] = await work.db.query<[{ id: string }[], number]>('UPDATE corridor_maintenance SET due_since = NULL WHERE equipment_id = $1 AND due_since IS NOT NULL RETURNING id', [id]);
  for (const item of rows) await clearAlert(work, corridorId, keyOf(item.id));
}

import { Injectable } from '@nestjs/common';
import { corridor, type Input, type Output } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { clearAlert } from '../alert/raise-alert.js';
import { streamOf } from '../corridor/corridor.entity.js';
import { audienceOfEquipment, lockEquipment, placeOfEquipment, toldEquipment } from './equipment.entity.js';
import { Maintenance } from './maintenance.entity.js';
import { noteMeters } from './report-meter.js';
import { keyOf, settleDue } from './settle-due.js';

@Injectable()
@Handles(corridor.completeMaintenance, (input) => ({ kind: 'equipment', id: input.equipmentId }))
export class CompleteMaintenance implements CommandHandler<typeof corridor.completeMaintenance> {
  async execute(actor: Principal, { equipmentId, itemId, ...shown }: Input<typeof corridor.completeMaintenance>, work: Work): Promise<Output<typeof corridor.completeMaintenance>> {
    const equipment = await lockEquipment(work.db, equipmentId);
    const item = await itemOf(work, equipmentId, itemId);
    await noteMeters(work, actor, equipment, shown);
    const holder = await placeOfEquipment(work.db, equipment);
    const doneAt = shown.at === undefined ? work.now : new Date(shown.at);
    item.reckon(equipment, doneAt, holder.zone, false);
    // What falls due once only is done with.
    if (item.repeats) await work.db.update(Maintenance, { id: itemId }, { nextDay: item.nextDay, nextHours: item.nextHours, nextKm: item.nextKm, doneAt, dueSince: null });
    else await work.db.delete(Maintenance, { id: itemId });
    work.record(corridor.maintenanceDone, streamOf(equipment.corridorId), { ...toldEquipment(equipment, holder), itemId, doneAt: doneAt.toISOString() }, { audience: await audienceOfEquipment(work, equipment) });
    await clearAlert(work, equipment.corridorId, keyOf(itemId));
    await settleDue(work, equipment);
    return {};
  }
}

@Injectable()
@Handles(corridor.dropMaintenance, (input) => ({ kind: 'equipment', id: input.equipmentId }))
export class DropMaintenance implements CommandHandler<typeof corridor.dropMaintenance> {
  async execute(_: Principal, { equipmentId, itemId }: Input<typeof corridor.dropMaintenance>, work: Work): Promise<Output<typeof corridor.dropMaintenance>> {
    const { corridorId } = await lockEquipment(work.db, equipmentId);
    await itemOf(work, equipmentId, itemId);
    await work.db.delete(Maintenance, { id: itemId });
    await clearAlert(work, corridorId, keyOf(itemId));
    return {};
  }
}

/** @throws DomainError maintenance_unknown */
async function itemOf({ db }: Work, equipmentId: string, id: string): Promise<Maintenance> {
  const item = await db.findOneBy(Maintenance, { id, equipmentId });
  if (item === null) throw new DomainError('maintenance_unknown', 'The plan of the device has no such item.', { itemId: id });
  return item;
}

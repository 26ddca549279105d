import { Injectable } from '@nestjs/common';
import { corridor, type Input, type Output } from '#contracts';
import { DomainError, newId, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { lockEquipment, placeOfEquipment } from './equipment.entity.js';
import { Maintenance } from './maintenance.entity.js';
import { settleDue } from './settle-due.js';

@Injectable()
@Handles(corridor.planMaintenance, (input) => ({ kind: 'equipment', id: input.equipmentId }))
export class PlanMaintenance implements CommandHandler<typeof corridor.planMaintenance> {
  async execute(_: Principal, { equipmentId, ...terms }: Input<typeof corridor.planMaintenance>, work: Work): Promise<Output<typeof corridor.planMaintenance>> {
    const equipment = await lockEquipment(work.db, equipmentId);
    const item = work.db.create(Maintenance, { ...terms, id: newId(), equipmentId, institutionId: equipment.institutionId, doneAt: null, dueSince: null });
    if (!item.repeats && item.dueOn === null) throw new DomainError('maintenance_without_term', 'An item of a plan falls due on a day, or after so many days, engine hours or kilometres: name one at least.');
    item.reckon(equipment, work.now, (await placeOfEquipment(work.db, equipment)).zone, true);
    await work.db.insert(Maintenance, item);
    await settleDue(work, equipment);
    return { itemId: item.id };
  }
}

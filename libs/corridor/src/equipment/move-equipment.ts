import { Injectable } from '@nestjs/common';
import { corridor, type Input, type Output } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { holderOf, readHolder } from '../holder/holder.js';
import { lockEquipment, saveEquipment } from './equipment.entity.js';
import { beginStay } from './register-equipment.js';
import { settleDue } from './settle-due.js';

@Injectable()
@Handles(corridor.moveEquipment, (input) => ({ kind: 'equipment', id: input.equipmentId }))
export class MoveEquipment implements CommandHandler<typeof corridor.moveEquipment> {
  async execute(_: Principal, { equipmentId, to }: Input<typeof corridor.moveEquipment>, work: Work): Promise<Output<typeof corridor.moveEquipment>> {
    const equipment = await lockEquipment(work.db, equipmentId);
    const there = await readHolder(work.db, holderOf(to));
    if (there.corridorId !== equipment.corridorId) throw new DomainError('not_found', `There is no ${there.kind} of this id in the corridor.`);
    if (!there.open) throw new DomainError(there.kind === 'centre' ? 'centre_closed' : 'unit_retired', `The ${there.kind} is closed or retired.`);
    if (there.id === equipment.holderId) return {};
    await work.db.query('UPDATE corridor_equipment_stay SET until = greatest(since, $2) WHERE equipment_id = $1 AND until IS NULL', [equipmentId, work.now]);
    Object.assign(equipment, { holderKind: there.kind, holderId: there.id });
    await beginStay(work, equipment);
    await saveEquipment(work, equipment);
    // The day may have begun already where it is now.
    await settleDue(work, equipment);
    return {};
  }
}

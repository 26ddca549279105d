import { Injectable } from '@nestjs/common';
import { corridor, type Input, type Output } from '#contracts';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { clearAlert, raiseAlert } from '../alert/raise-alert.js';
import { alertPlace, lockEquipment, saveEquipment, type Equipment } from './equipment.entity.js';
import { settleDue } from './settle-due.js';

@Injectable()
@Handles(corridor.changeEquipment, (input) => ({ kind: 'equipment', id: input.equipmentId }))
export class ChangeEquipment implements CommandHandler<typeof corridor.changeEquipment> {
  async execute(_: Principal, { equipmentId, ...changes }: Input<typeof corridor.changeEquipment>, work: Work): Promise<Output<typeof corridor.changeEquipment>> {
    const equipment = Object.assign(await lockEquipment(work.db, equipmentId), changes);
    await saveEquipment(work, equipment);
    await settleFault(work, equipment);
    await settleDue(work, equipment);
    return {};
  }
}

/** A device in use that is down wakes people, until it works again or is taken out of use. */
async function settleFault(work: Work, equipment: Equipment): Promise<void> {
  const { id, corridorId, status, operational, kind } = equipment;
  const key = `equipment_down:${id}`;
  if (status !== 'active' || operational !== 'down') return clearAlert(work, corridorId, key);
  await raiseAlert(work, {
    ...alertPlace(equipment), key, kind: 'equipment_down', severity: 'moderate', urgency: 'expected', certainty: 'observed', observedAt: work.now, facts: { equipmentId: id, equipmentKind: kind },
  });
}

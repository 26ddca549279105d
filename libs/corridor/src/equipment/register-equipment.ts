import { Injectable } from '@nestjs/common';
import { corridor, type Input, type Output } from '#contracts';
import { refuseOn } from '#db';
import { DomainError, newId, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { holderOf, lockHolder } from '../holder/holder.js';
import { Equipment, tellEquipment } from './equipment.entity.js';

@Injectable()
@Handles(corridor.registerEquipment, holderOf)
export class RegisterEquipment implements CommandHandler<typeof corridor.registerEquipment> {
  async execute(_: Principal, input: Input<typeof corridor.registerEquipment>, work: Work): Promise<Output<typeof corridor.registerEquipment>> {
    const { unitId: _unit, centreId: _centre, ...facts } = input;
    const { id: holderId, kind: holderKind, corridorId, institutionId } = await lockHolder(work.db, holderOf(input));
    const equipment = work.db.create(Equipment, {
      ...facts, id: newId(), corridorId, institutionId, holderKind, holderId, status: 'active', operational: 'working', engineHours: null, distanceKm: null, meteredAt: null, version: 1,
    });
    const known = new DomainError('equipment_known', 'A device of this serial number or UDI is entered already.');
    await work.db.insert(Equipment, equipment).catch(refuseOn('one_serial_number', known)).catch(refuseOn('one_udi', known));
    await beginStay(work, equipment);
    await tellEquipment(work, equipment);
    return { equipmentId: equipment.id };
  }
}

/** From now on the device is where it says. */
export async function beginStay({ db, now }: Work, { id, institutionId, holderKind, holderId }: Equipment): Promise<void> {
  await db.query('INSERT INTO corridor_equipment_stay (id, equipment_id, institution_id, holder_kind, holder_id, since) VALUES ($1, $2, $3, $4, $5, $6)', [newId(), id, institutionId, holderKind, holderId, now]);
}

import { Injectable } from '@nestjs/common';
import { corridor, type Input, type Output } from '#contracts';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { insistOnFree, lockUnit, tellUnit, Unit } from './unit.entity.js';

@Injectable()
@Handles(corridor.changeUnit, (input) => ({ kind: 'unit', id: input.unitId }))
export class ChangeUnit implements CommandHandler<typeof corridor.changeUnit> {
  async execute(_: Principal, { unitId, ...changes }: Input<typeof corridor.changeUnit>, work: Work): Promise<Output<typeof corridor.changeUnit>> {
    const unit = await lockUnit(work.db, unitId);
    // A unit that is on its way is not out of service; what ails it is said on its board.
    if (changes.state === 'out_of_service') await insistOnFree(work.db, unitId);
    const { name, names, emtType, declared, crew, vehicle, outsideIds, state } = Object.assign(unit, changes);
    await work.db.update(Unit, { id: unitId }, { name, names, emtType, declared, crew, vehicle, outsideIds, state });
    tellUnit(work, unit);
    return {};
  }
}

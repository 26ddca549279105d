import { Injectable } from '@nestjs/common';
import { corridor, type Input, type Output } from '#contracts';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { insistOnFree, lockUnit, tellUnit, Unit } from './unit.entity.js';

@Injectable()
@Handles(corridor.retireUnit, (input) => ({ kind: 'unit', id: input.unitId }))
export class RetireUnit implements CommandHandler<typeof corridor.retireUnit> {
  async execute(_: Principal, { unitId }: Input<typeof corridor.retireUnit>, work: Work): Promise<Output<typeof corridor.retireUnit>> {
    const unit = await lockUnit(work.db, unitId);
    await insistOnFree(work.db, unitId);
    unit.state = 'retired';
    await work.db.update(Unit, { id: unitId }, { state: 'retired' });
    tellUnit(work, unit);
    return {};
  }
}

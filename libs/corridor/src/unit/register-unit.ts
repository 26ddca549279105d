import { Injectable } from '@nestjs/common';
import { corridor, type Input, type Output } from '#contracts';
import { newId, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler, type Granted } from '#realtime';
import { lockCorridor } from '../corridor/corridor.entity.js';
import { insistOnMember } from '../institution/know-institution.js';
import { insistOnOwn } from '../standing/insist-on-own.js';
import { tellUnit, Unit } from './unit.entity.js';

@Injectable()
@Handles(corridor.registerUnit, (input) => ({ kind: 'corridor', id: input.corridorId }))
export class RegisterUnit implements CommandHandler<typeof corridor.registerUnit> {
  async execute(actor: Principal, input: Input<typeof corridor.registerUnit>, work: Work, { standing }: Granted): Promise<Output<typeof corridor.registerUnit>> {
    await insistOnOwn(work.db, actor, input, standing);
    await lockCorridor(work.db, input.corridorId);
    await insistOnMember(work.db, input.corridorId, input.institutionId, 'operator');
    const unit = work.db.create(Unit, { ...input, id: newId(), state: 'in_service' });
    await work.db.insert(Unit, unit);
    tellUnit(work, unit);
    return { unitId: unit.id };
  }
}

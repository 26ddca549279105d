import { Injectable } from '@nestjs/common';
import { corridor, type Input, type Output } from '#contracts';
import { newId, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler, type Granted } from '#realtime';
import { insistOnCountry } from '../border/insist-on-country.js';
import { lockCorridor } from '../corridor/corridor.entity.js';
import { insistOnMember } from '../institution/know-institution.js';
import { insistOnOwn } from '../standing/insist-on-own.js';
import { Centre, tellCentre } from './centre.entity.js';

@Injectable()
@Handles(corridor.registerCentre, (input) => ({ kind: 'corridor', id: input.corridorId }))
export class RegisterCentre implements CommandHandler<typeof corridor.registerCentre> {
  async execute(actor: Principal, { point, ...input }: Input<typeof corridor.registerCentre>, work: Work, { standing }: Granted): Promise<Output<typeof corridor.registerCentre>> {
    await insistOnOwn(work.db, actor, input, standing);
    await lockCorridor(work.db, input.corridorId);
    await insistOnMember(work.db, input.corridorId, input.institutionId);
    insistOnCountry(point, input.countryCode, '/point');
    const centre = work.db.create(Centre, { ...input, ...point, id: newId(), state: 'open' });
    await work.db.insert(Centre, centre);
    tellCentre(work, centre);
    return { centreId: centre.id };
  }
}

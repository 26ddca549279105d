import { Injectable } from '@nestjs/common';
import { corridor, type Input, type Output } from '#contracts';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { Corridor, lockCorridor, tellCorridor } from './corridor.entity.js';

@Injectable()
@Handles(corridor.changeCorridor, (input) => ({ kind: 'corridor', id: input.corridorId }))
export class ChangeCorridor implements CommandHandler<typeof corridor.changeCorridor> {
  async execute(_: Principal, { corridorId, ...changes }: Input<typeof corridor.changeCorridor>, work: Work): Promise<Output<typeof corridor.changeCorridor>> {
    const found = await lockCorridor(work.db, corridorId);
    Object.assign(found, changes);
    await work.db.update(Corridor, { id: corridorId }, { name: found.name, names: found.names, countries: found.countries });
    await tellCorridor(work, found);
    return {};
  }
}

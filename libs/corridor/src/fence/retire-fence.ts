import { Injectable } from '@nestjs/common';
import { corridor, type Input, type Output } from '#contracts';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler, type Granted } from '#realtime';
import { lockCorridor } from '../corridor/corridor.entity.js';
import { insistOnOwn } from '../standing/insist-on-own.js';
import { redraw } from './drawings.js';
import { lockFence, tellFence } from './fence.rows.js';

@Injectable()
@Handles(corridor.retireFence, (input) => ({ kind: 'corridor', id: input.corridorId }))
export class RetireFence implements CommandHandler<typeof corridor.retireFence> {
  async execute(actor: Principal, { corridorId, fenceId }: Input<typeof corridor.retireFence>, work: Work, { standing }: Granted): Promise<Output<typeof corridor.retireFence>> {
    await lockCorridor(work.db, corridorId);
    const fence = await lockFence(work.db, corridorId, fenceId);
    await insistOnOwn(work.db, actor, fence, standing);
    await work.db.query('UPDATE corridor_fence SET retired_at = $2 WHERE id = $1', [fenceId, work.now]);
    await redraw(work.db, corridorId);
    tellFence(work, { ...fence, retiredAt: work.now });
    return {};
  }
}

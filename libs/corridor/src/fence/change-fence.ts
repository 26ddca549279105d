import { Injectable } from '@nestjs/common';
import { corridor, type Input, type Output } from '#contracts';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler, type Granted } from '#realtime';
import { lockCorridor } from '../corridor/corridor.entity.js';
import { insistOnOwn } from '../standing/insist-on-own.js';
import { insistOnShape } from './insist-on-shape.js';
import { redraw } from './drawings.js';
import { drawForm, lockFence, tellFence } from './fence.rows.js';

@Injectable()
@Handles(corridor.changeFence, (input) => ({ kind: 'corridor', id: input.corridorId }))
export class ChangeFence implements CommandHandler<typeof corridor.changeFence> {
  async execute(actor: Principal, { corridorId, fenceId, ...changes }: Input<typeof corridor.changeFence>, work: Work, { standing }: Granted): Promise<Output<typeof corridor.changeFence>> {
    if (changes.shape !== undefined) insistOnShape(changes.shape);
    await lockCorridor(work.db, corridorId);
    const before = await lockFence(work.db, corridorId, fenceId);
    await insistOnOwn(work.db, actor, before, standing);
    const redrawn = changes.shape !== undefined || changes.rule !== undefined || changes.calendar !== undefined;
    const fence = { ...before, ...changes, rule: { ...before.rule, ...changes.rule }, version: before.version + (redrawn ? 1 : 0) };
    await work.db.query('UPDATE corridor_fence SET name = $2, names = $3, version = $4 WHERE id = $1', [fenceId, fence.name, JSON.stringify(fence.names), fence.version]);
    if (redrawn) {
      await drawForm(work, fence);
      await redraw(work.db, corridorId);
    }
    tellFence(work, fence);
    return {};
  }
}

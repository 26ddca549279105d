import { Injectable } from '@nestjs/common';
import { corridor, type Input, type Output } from '#contracts';
import { DomainError, newId, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler, type Granted } from '#realtime';
import { lockCorridor } from '../corridor/corridor.entity.js';
import { insistOnMember } from '../institution/know-institution.js';
import { insistOnOwn } from '../standing/insist-on-own.js';
import { insistOnShape } from './insist-on-shape.js';
import { redraw } from './drawings.js';
import { drawForm, tellFence, type FenceRow } from './fence.rows.js';

/** Fences in force in one corridor: each fix of each unit is read against all of them. */
const MOST = 500;

@Injectable()
@Handles(corridor.createFence, (input) => ({ kind: 'corridor', id: input.corridorId }))
export class CreateFence implements CommandHandler<typeof corridor.createFence> {
  async execute(actor: Principal, { countsFrom, ...input }: Input<typeof corridor.createFence>, work: Work, { standing }: Granted): Promise<Output<typeof corridor.createFence>> {
    await insistOnOwn(work.db, actor, input, standing);
    insistOnShape(input.shape);
    await lockCorridor(work.db, input.corridorId);
    await insistOnMember(work.db, input.corridorId, input.institutionId);
    const [{ count } = { count: 0 }] = await work.db.query<{ count: number }[]>('SELECT count(*)::int AS count FROM corridor_fence WHERE corridor_id = $1 AND retired_at IS NULL', [input.corridorId]);
    if (count >= MOST) throw new DomainError('fences_full', `A corridor has at most ${MOST} fences in force.`, { most: MOST });
    const fence: FenceRow = { ...input, id: newId(), version: 1, retiredAt: null };
    await work.db.query('INSERT INTO corridor_fence (id, corridor_id, institution_id, name, names, version) VALUES ($1, $2, $3, $4, $5, 1)', [fence.id, fence.corridorId, fence.institutionId, fence.name, JSON.stringify(fence.names)]);
    await drawForm(work, fence, this.since(countsFrom, work.now));
    await redraw(work.db, fence.corridorId);
    tellFence(work, fence);
    return { fenceId: fence.id };
  }

  /** What is crossed in the future is not known yet. @throws DomainError invalid_input */
  private since(countsFrom: string | undefined, now: Date): Date {
    const since = countsFrom === undefined ? now : new Date(countsFrom);
    if (since <= now) return since;
    throw new DomainError('invalid_input', 'A fence counts from now on, or from an earlier instant.', { issues: [{ pointer: '/countsFrom', rule: 'no later than now' }] });
  }
}

import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { corridor, type Output, type Params } from '#contracts';
import { DomainError, systemClock, type Principal } from '#kernel';
import { Answers, type QueryHandler } from '#realtime';
import { HOLDER, type Holder } from '../holder/holder.js';
import { horizonOf } from './horizon-of.js';

@Injectable()
@Answers(corridor.readHorizon, (params) => ({ kind: 'corridor', id: params.corridorId }))
export class ReadHorizon implements QueryHandler<typeof corridor.readHorizon> {
  async execute(_: Principal, { corridorId, holderId }: Params<typeof corridor.readHorizon>, db: EntityManager): Promise<Output<typeof corridor.readHorizon>> {
    const [holder] = await db.query<Holder[]>(`SELECT ${HOLDER} FROM corridor_holder h WHERE h.corridor_id = $1 AND h.id = $2`, [corridorId, holderId]);
    if (holder === undefined) throw new DomainError('not_found', 'There is no centre or unit of this id in this corridor.');
    const now = systemClock.now();
    const text = (at: Date | null): string | null => at?.toISOString() ?? null;
    const horizon = (await horizonOf(db, holder, now)).map(({ supply, ...one }) => ({
      ...one, likelyOut: text(one.likelyOut), worstOut: text(one.worstOut), supply: supply === null ? null : { ...supply, earliest: supply.earliest.toISOString(), latest: supply.latest.toISOString() },
    }));
    return { at: now.toISOString(), horizon };
  }
}

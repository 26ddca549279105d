import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Principal } from '#kernel';
import { Governs, type Governor, type Standing } from '#realtime';
import { bodyStanding } from '../body/govern-body.js';
import { Seat } from './seat.entity.js';

/** One stands to a seat as to its body. */
@Injectable()
@Governs('seat')
export class GovernSeat implements Governor {
  async standing(db: EntityManager, actor: Principal, id: string): Promise<Standing> {
    const seat = await db.findOne(Seat, { select: { bodyId: true }, where: { id } });
    return seat === null ? new Set() : bodyStanding(db, actor, seat.bodyId);
  }
}

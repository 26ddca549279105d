import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Principal } from '#kernel';
import { Governs, type Governor, type Standing } from '#realtime';
import { ownersStanding } from '../session/govern-session.js';
import { ApiKey } from './api-key.entity.js';

/** A key is its owner's, and administrators may end it. Nobody else learns that it is there. */
@Injectable()
@Governs('key')
export class GovernKey implements Governor {
  async standing(db: EntityManager, actor: Principal, id: string): Promise<Standing> {
    const key = await db.findOne(ApiKey, { select: { personId: true }, where: { id } });
    return ownersStanding(actor, key?.personId);
  }
}

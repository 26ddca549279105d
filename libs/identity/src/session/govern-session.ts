import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Principal } from '#kernel';
import { Governs, type Governor, type Standing } from '#realtime';
import { Session } from './session.entity.js';

/** A session is its owner's, and administrators may end it. Nobody else learns that it is there. */
@Injectable()
@Governs('session')
export class GovernSession implements Governor {
  async standing(db: EntityManager, actor: Principal, id: string): Promise<Standing> {
    const session = await db.findOne(Session, { select: { personId: true }, where: { id } });
    return ownersStanding(actor, session?.personId);
  }
}

/** `self` for the owner, `administrator` for administrators; nothing when there is no owner. */
export function ownersStanding(actor: Principal, ownerId: string | undefined): Standing {
  const roles = new Set<string>();
  if (ownerId === undefined) return roles;
  if (ownerId === actor.personId) roles.add('self');
  if (actor.roles.includes('administrator')) roles.add('administrator');
  return roles;
}

import { Injectable } from '@nestjs/common';
import { In, type EntityManager } from 'typeorm';
import type { Principal } from '#kernel';
import { Governs, type Governor, type Standing } from '#realtime';
import { readFacts } from './read-facts.js';
import { subscriptionEnds } from './subscription-states.js';
import { Subscription } from './subscription.entity.js';

/** A subscription is its owner's, and administrators may look at it and stop it. Nobody else learns that it is there. */
@Injectable()
@Governs('subscription')
export class GovernSubscription implements Governor {
  async standing(db: EntityManager, actor: Principal, id: string): Promise<Standing> {
    const found = await db.findOne(Subscription, { select: { ownerId: true }, where: { id } });
    const roles = new Set<string>();
    if (found === null || actor.personId === null) return roles;
    if (found.ownerId === actor.personId) roles.add('owner');
    if (actor.roles.includes('administrator')) roles.add('administrator');
    return roles;
  }

  audiences(_: Principal, standing: Standing): readonly string[] {
    return [...standing];
  }

  snapshot(db: EntityManager, id: string): Promise<unknown> {
    return readFacts(db, id);
  }

  /** What was ended tells nothing more. */
  ended(db: EntityManager, id: string): Promise<boolean> {
    return db.existsBy(Subscription, { id, state: In([...subscriptionEnds]) });
  }
}

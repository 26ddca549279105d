import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Principal } from '#kernel';
import { Governs, type Governor, type Standing } from '#realtime';
import { Body } from './body.entity.js';

/** A body and its stream: everybody signed in knows it; chair, secretary and interpreters hold their office of it today. */
@Injectable()
@Governs('body')
export class GovernBody implements Governor {
  async standing(db: EntityManager, actor: Principal, id: string): Promise<Standing> {
    return (await db.existsBy(Body, { id })) ? bodyStanding(db, actor, id) : new Set();
  }

  audiences(): readonly string[] {
    return ['members'];
  }
}

/** How the actor stands to a body that is there. */
export async function bodyStanding(db: EntityManager, actor: Principal, bodyId: string): Promise<Standing> {
  const roles = new Set<string>();
  if (actor.personId === null) return roles;
  roles.add('person');
  if (actor.roles.includes('administrator')) roles.add('administrator');
  const offices = await db.query<{ office: string }[]>('SELECT office FROM alliance_office WHERE body_id = $1 AND person_id = $2 AND ended_at IS NULL', [bodyId, actor.personId]);
  offices.forEach(({ office }) => roles.add(office));
  return roles;
}

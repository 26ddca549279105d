import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Principal } from '#kernel';
import { Governs, type Governor, type Standing } from '#realtime';
import { Institution } from './institution.entity.js';

/** An institution and its stream `org:<id>`: everybody signed in knows it, `affiliate` are its own people. */
@Injectable()
@Governs('org')
export class GovernOrg implements Governor {
  async standing(db: EntityManager, actor: Principal, id: string): Promise<Standing> {
    const roles = new Set<string>();
    if (actor.personId === null || !(await db.existsBy(Institution, { id }))) return roles;
    roles.add('person');
    if (actor.institutionIds.includes(id)) roles.add('affiliate').add(`org:${id}`);
    if (actor.roles.includes('administrator')) roles.add('administrator');
    return roles;
  }

  audiences(_actor: Principal, standing: Standing): readonly string[] {
    return ['members', ...[...standing].filter((role) => role.startsWith('org:'))];
  }
}

import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import type { Principal } from '#kernel';
import { Governs, type Governor, type Standing } from '#realtime';

/** A consumer is its owner's; administrators may look at it and delete it. Nobody else learns that it is there. */
@Injectable()
@Governs('consumer')
export class GovernConsumer implements Governor {
  async standing(db: EntityManager, actor: Principal, id: string): Promise<Standing> {
    if (!z.uuid().safeParse(id).success) return new Set();
    const [row] = await db.query<{ owner_id: string }[]>('SELECT owner_id FROM events_consumer WHERE id = $1', [id]);
    if (row === undefined) return new Set();
    const roles = new Set<string>();
    if (row.owner_id === actor.personId) roles.add('owner');
    if (actor.roles.includes('administrator')) roles.add('administrator');
    return roles;
  }

  audiences(_actor: Principal, standing: Standing): readonly string[] {
    return [...standing];
  }
}

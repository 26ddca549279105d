import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Principal } from '#kernel';
import { Governs, type Governor, type Standing } from '#realtime';

/** How far a notice has come is followed by administrators; what it says stands in the inboxes of those who are told. */
@Injectable()
@Governs('notice')
export class GovernNotice implements Governor {
  async standing(db: EntityManager, actor: Principal, id: string): Promise<Standing> {
    if (!actor.roles.includes('administrator')) return new Set();
    const [row] = await db.query<object[]>('SELECT FROM notification_notice WHERE id = $1', [id]);
    return new Set(row === undefined ? [] : ['administrator']);
  }

  audiences(): readonly string[] {
    return ['administrator'];
  }
}

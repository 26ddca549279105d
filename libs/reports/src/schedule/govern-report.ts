import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Principal } from '#kernel';
import { Governs, type Governor, type Standing } from '#realtime';

/**
 * A scheduled report is its owner's; administrators may look at it and stop it; `reader` is whom something was made for. Nobody else learns
 * that it is there.
 */
@Injectable()
@Governs('report')
export class GovernReport implements Governor {
  async standing(db: EntityManager, actor: Principal, id: string): Promise<Standing> {
    const [found] = await db.query<{ owner_id: string; reads: boolean }[]>(
      `SELECT owner_id, EXISTS (SELECT FROM report_document d WHERE d.schedule_id = s.id AND d.reader_id = $2 AND d.sight = 'own') AS reads FROM report_schedule s WHERE s.id = $1`, [id, actor.personId]);
    const roles = new Set<string>();
    if (found === undefined || actor.personId === null) return roles;
    if (found.owner_id === actor.personId) roles.add('owner');
    if (found.reads) roles.add('reader');
    if (actor.roles.includes('administrator')) roles.add('administrator');
    return roles;
  }

  audiences(_: Principal, standing: Standing): readonly string[] {
    return [...standing];
  }

  snapshot(): Promise<unknown> {
    return Promise.resolve({});
  }
}

import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Principal } from '#kernel';
import { Governs, type Governor, type Standing } from '#realtime';

/** One stands to a run as to its schedule; `reader` is whom this very run made something for. */
@Injectable()
@Governs('report_run')
export class GovernRun implements Governor {
  async standing(db: EntityManager, actor: Principal, id: string): Promise<Standing> {
    const [found] = await db.query<{ owner_id: string; reads: boolean }[]>(
      `SELECT owner_id, EXISTS (SELECT FROM report_document d WHERE d.run_id = r.id AND d.reader_id = $2 AND d.sight = 'own') AS reads FROM report_run r WHERE r.id = $1`, [id, actor.personId]);
    const roles = new Set<string>();
    if (found === undefined || actor.personId === null) return roles;
    if (found.owner_id === actor.personId) roles.add('owner');
    if (found.reads) roles.add('reader');
    if (actor.roles.includes('administrator')) roles.add('administrator');
    return roles;
  }
}

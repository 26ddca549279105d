import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Principal } from '#kernel';
import { Governs, type Governor, type Standing } from '#realtime';
import { rolesOf, type Related } from '../schedule/roles-of.js';

/** One stands to a run as to its schedule; `reader` is whom this very run made something for. */
@Injectable()
@Governs('report_run')
export class GovernRun implements Governor {
  async standing(db: EntityManager, actor: Principal, id: string): Promise<Standing> {
    const [found] = await db.query<Related[]>(
      `SELECT owner_id, EXISTS (SELECT FROM report_document d WHERE d.run_id = r.id AND d.reader_id = $2 AND d.sight = 'own') AS reads FROM report_run r WHERE r.id = $1`, [id, actor.personId]);
    return rolesOf(found, actor);
  }
}

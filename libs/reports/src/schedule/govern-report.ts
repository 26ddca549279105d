import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Principal } from '#kernel';
import { Governs, type Governor, type Standing } from '#realtime';
import { rolesOf, type Related } from './roles-of.js';

/** How one stands to a scheduled report. */
@Injectable()
@Governs('report')
export class GovernReport implements Governor {
  async standing(db: EntityManager, actor: Principal, id: string): Promise<Standing> {
    const [found] = await db.query<Related[]>(
      `SELECT owner_id, EXISTS (SELECT FROM report_document d WHERE d.schedule_id = s.id AND d.reader_id = $2 AND d.sight = 'own') AS reads FROM report_schedule s WHERE s.id = $1`, [id, actor.personId]);
    return rolesOf(found, actor);
  }

  audiences(_: Principal, standing: Standing): readonly string[] {
    return [...standing];
  }

  snapshot(): Promise<unknown> {
    return Promise.resolve({});
  }
}

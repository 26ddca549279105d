import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Principal } from '#kernel';
import { Governs, type Governor, type Standing } from '#realtime';

/** A body as one that meets: its chair and its secretaries draft its meetings. */
@Injectable()
@Governs('council')
export class CouncilGovernor implements Governor {
  async standing(db: EntityManager, actor: Principal, bodyId: string): Promise<Standing> {
    const offices = await db.query<{ office: string }[]>('SELECT office FROM council_office WHERE body_id = $1 AND person_id = $2', [bodyId, actor.personId]);
    return new Set(offices.map((row) => row.office));
  }
}

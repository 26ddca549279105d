import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Principal } from '#kernel';
import { Governs, type Governor, type Standing } from '#realtime';

/** The hub as a whole: `person` for everybody who is active, and the roles that they hold today, read anew. */
@Injectable()
@Governs('hub')
export class GovernHub implements Governor {
  async standing(db: EntityManager, actor: Principal): Promise<Standing> {
    if (actor.personId === null) return new Set();
    const rows = await db.query<{ role: string | null }[]>(
      `SELECT r.role FROM identity_person p LEFT JOIN identity_role r ON r.person_id = p.id WHERE p.id = $1 AND p.state = 'active'`,
      [actor.personId],
    );
    return new Set(rows.flatMap(({ role }) => (role === null ? ['person'] : ['person', role])));
  }
}

import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Principal } from '#kernel';
import { Governs, type Governor, type Standing } from '#realtime';
import { readPlace, rolesIn } from '../standing/read-standing.js';

/** A licence. `keeper`: coordinates for the institution that entered it; `verifier`: authority of a host in the country that it is for; `self`: whose it is. */
@Injectable()
@Governs('credential')
export class CredentialGovernor implements Governor {
  async standing(db: EntityManager, actor: Principal, id: string): Promise<Standing> {
    const [row] = await db.query<{ corridor_id: string; institution_id: string; person_id: string; hosts: string[] }[]>(
      `SELECT c.corridor_id, c.institution_id, c.person_id, ARRAY(SELECT i.id FROM corridor_member m JOIN corridor_institution i ON i.id = m.institution_id
         WHERE m.corridor_id = c.corridor_id AND m.role = 'host' AND i.country_code = c.host_country) AS hosts FROM corridor_credential c WHERE c.id = $1`, [id]);
    if (row === undefined) return new Set();
    const place = await readPlace(db, actor, row.corridor_id);
    const roles = rolesIn(place, actor);
    if (place.holds(row.institution_id, 'coordinator')) roles.add('keeper');
    if (row.hosts.some((host) => place.holds(host, 'authority'))) roles.add('verifier');
    if (row.person_id === actor.personId) roles.add('self');
    return roles;
  }
}

import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Principal } from '#kernel';
import { Governs, type Governor, type Standing } from '#realtime';
import { readPlace, rolesIn } from '../standing/read-standing.js';

/** A device. It exists for those with whom it is shared. `keeper`: coordinates for its owner; `crew`: holds a field post of the owner. */
@Injectable()
@Governs('equipment')
export class EquipmentGovernor implements Governor {
  async standing(db: EntityManager, actor: Principal, id: string): Promise<Standing> {
    const [row] = await db.query<{ corridor_id: string; institution_id: string }[]>('SELECT corridor_id, institution_id FROM corridor_equipment WHERE id = $1', [id]);
    if (row === undefined) return new Set();
    const place = await readPlace(db, actor, row.corridor_id);
    const roles = rolesIn(place, actor);
    if (place.holds(row.institution_id, 'coordinator')) roles.add('keeper');
    if (place.holds(row.institution_id, 'field')) roles.add('crew');
    return roles;
  }
}

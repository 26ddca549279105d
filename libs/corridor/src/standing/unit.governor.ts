import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Principal } from '#kernel';
import { Governs, type Governor, type Standing } from '#realtime';
import { readPlace, rolesIn } from './read-standing.js';

/** A mobile unit. `operator`: coordinates for the institution that runs it; `crew`: holds a field post of that institution. */
@Injectable()
@Governs('unit')
export class UnitGovernor implements Governor {
  async standing(db: EntityManager, actor: Principal, id: string): Promise<Standing> {
    return standingOf(db, actor, 'corridor_unit', id, { coordinator: 'operator', field: 'crew' });
  }
}

/** A regional centre. `keeper`: coordinates for its institution; `crew`: holds a field post of that institution. */
@Injectable()
@Governs('centre')
export class CentreGovernor implements Governor {
  async standing(db: EntityManager, actor: Principal, id: string): Promise<Standing> {
    return standingOf(db, actor, 'corridor_centre', id, { coordinator: 'keeper', field: 'crew' });
  }
}

async function standingOf(db: EntityManager, actor: Principal, table: 'corridor_unit' | 'corridor_centre', id: string, own: Readonly<Record<string, string>>): Promise<Standing> {
  const [row] = await db.query<{ corridor_id: string; institution_id: string }[]>(`SELECT corridor_id, institution_id FROM ${table} WHERE id = $1`, [id]);
  if (row === undefined) return new Set();
  const place = await readPlace(db, actor, row.corridor_id);
  const roles = rolesIn(place, actor);
  for (const [post, role] of Object.entries(own)) if (place.holds(row.institution_id, post)) roles.add(role);
  return roles;
}

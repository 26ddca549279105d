import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Principal } from '#kernel';
import { Governs, type Governor, type Standing } from '#realtime';
import { takeDeploymentSnapshot } from '../deployment/take-deployment-snapshot.js';
import { labelsOf, readPlace, rolesIn } from './read-standing.js';

/**
 * A deployment and its stream `deployment:<id>`. `operator` and `crew` are those of the unit's institution, `host` the authority
 * of the country where it works.
 */
@Injectable()
@Governs('deployment')
export class DeploymentGovernor implements Governor {
  async standing(db: EntityManager, actor: Principal, id: string): Promise<Standing> {
    const [row] = await db.query<{ corridor_id: string; operator_id: string; host_id: string }[]>('SELECT corridor_id, operator_id, host_id FROM corridor_deployment WHERE id = $1', [id]);
    if (row === undefined) return new Set();
    const place = await readPlace(db, actor, row.corridor_id);
    const roles = rolesIn(place, actor);
    if (place.holds(row.operator_id, 'coordinator')) roles.add('operator');
    if (place.holds(row.operator_id, 'field')) roles.add('crew');
    if (place.holds(row.host_id, 'authority')) roles.add('host');
    // The named role for restricted items is that of the two parties to this deployment, not anybody's in the corridor.
    if (!place.holds(row.operator_id, 'protection') && !place.holds(row.host_id, 'protection')) roles.delete('protection');
    return roles;
  }

  audiences(_: Principal, standing: Standing): readonly string[] {
    return labelsOf(standing);
  }

  snapshot(db: EntityManager, id: string): Promise<unknown> {
    return takeDeploymentSnapshot(db, id);
  }
}

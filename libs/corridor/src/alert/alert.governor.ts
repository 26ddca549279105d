import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Principal } from '#kernel';
import { Governs, type Governor, type Standing } from '#realtime';
import { readPlace, rolesIn } from '../standing/read-standing.js';

interface Row {
  readonly corridor_id: string;
  readonly institution_id: string;
  readonly shared: boolean;
  readonly woken: boolean;
  readonly assigned: boolean;
  readonly host_id: string | null;
}

/**
 * An alert. It is known to those with whom its owner shares alerts, and to whoever was woken for it or has it in hand.
 * `owner` and `crew`: coordinate or are on site for its owner; `host`: the authority where its deployment works.
 */
@Injectable()
@Governs('alert')
export class AlertGovernor implements Governor {
  async standing(db: EntityManager, actor: Principal, id: string): Promise<Standing> {
    const [row] = await db.query<Row[]>(
      `SELECT a.corridor_id, a.institution_id, a.raised_at >= corridor_shared_since(a.institution_id, 'alert') AS shared, d.host_id,
         EXISTS (SELECT FROM corridor_alert_step s WHERE s.alert_id = a.id AND $2 = ANY (s.person_ids)) AS woken, a.assignee_id IS NOT DISTINCT FROM $2::uuid AS assigned
       FROM corridor_alert a LEFT JOIN corridor_deployment d ON d.id = a.deployment_id WHERE a.id = $1`, [id, actor.personId]);
    if (row === undefined) return new Set();
    const place = await readPlace(db, actor, row.corridor_id);
    const roles = row.shared ? rolesIn(place, actor) : new Set<string>();
    if (place.of.size > 0 && row.woken) roles.add('on_call');
    if (place.of.size > 0 && row.assigned) roles.add('assignee');
    if (place.holds(row.institution_id, 'coordinator')) roles.add('owner');
    if (place.holds(row.institution_id, 'field')) roles.add('crew');
    if (row.host_id !== null && place.holds(row.host_id, 'authority')) roles.add('host');
    return roles;
  }
}

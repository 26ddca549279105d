import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Principal } from '#kernel';
import { Governs, type Governor, type Standing } from '#realtime';
import { LineKeeper } from '../attendance/line-keeper.js';
import type { MeetingState } from './meeting-states.js';
import { takeSnapshot } from './take-snapshot.js';

interface Row {
  readonly state: MeetingState;
  readonly access: 'members' | 'alliance';
  readonly chair: boolean;
  readonly secretary: boolean;
  readonly interpreter: boolean;
  readonly delegate: boolean;
  readonly observer: boolean;
}

/** Who stands how to a meeting, what its stream shows to whom, and what a late joiner needs. */
@Injectable()
@Governs('meeting')
export class MeetingGovernor implements Governor {
  constructor(private readonly keeper: LineKeeper) {}

  async standing(db: EntityManager, actor: Principal, id: string): Promise<Standing> {
    const [row] = await db.query<Row[]>(
      `SELECT m.state, m.access, m.chair_id IS NOT DISTINCT FROM $2 AS chair, $2 = ANY (m.secretary_ids) AS secretary, $2 = ANY (m.interpreter_ids) AS interpreter,
         EXISTS (SELECT FROM council_seat s WHERE s.body_id = m.body_id AND s.state = 'active' AND (s.delegate_id = $2 OR $2 = ANY (s.alternate_ids))) AS delegate,
         EXISTS (SELECT FROM council_observer o WHERE o.meeting_id = m.id AND o.person_id = $2) AS observer
       FROM council_meeting m WHERE m.id = $1`,
      [id, actor.personId],
    );
    return row === undefined || actor.personId === null ? new Set() : rolesOf(row, actor);
  }

  /** Members see the whole room, observers what is public. */
  audiences(_: Principal, standing: Standing): readonly string[] {
    if (standing.has('administrator') || standing.has('chair') || standing.has('secretary')) return ['public', 'members', 'chair'];
    if (standing.has('delegate') || standing.has('interpreter')) return ['public', 'members'];
    return standing.has('observer') ? ['public'] : [];
  }

  snapshot(db: EntityManager, id: string, labels: ReadonlySet<string>): Promise<unknown> {
    return takeSnapshot(db, id, labels);
  }

  lines(id: string, change: { up: readonly string[]; down: readonly string[] }): void {
    this.keeper.changed(id, change);
  }
}

/** A draft is known to those who prepare it, and to administrators; later its members know it, and observers who were let in. */
function rolesOf(row: Row, actor: Principal): Standing {
  const roles = new Set<string>();
  if (row.chair) roles.add('chair');
  if (row.secretary) roles.add('secretary');
  if (actor.roles.includes('administrator')) roles.add('administrator');
  if (row.state === 'draft') return roles;
  if (row.delegate) roles.add('delegate');
  if (row.interpreter) roles.add('interpreter');
  if (row.observer || row.access === 'alliance') roles.add('observer');
  return roles;
}

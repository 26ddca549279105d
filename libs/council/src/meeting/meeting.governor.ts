import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Principal } from '#kernel';
import { Governs, type Governor, type Standing } from '#realtime';
import { LineKeeper } from '../attendance/line-keeper.js';
import type { MeetingState } from './meeting-states.js';
import { takeSnapshot } from './take-snapshot.js';

interface Row {
  readonly person_id: string;
  readonly state: MeetingState;
  readonly access: 'members' | 'alliance';
  readonly chair: boolean;
  readonly secretary: boolean;
  readonly interpreter: boolean;
  readonly delegate: boolean;
  readonly observer: boolean;
  /** Was dismissed, and is kept out of a meeting that everybody may observe. */
  readonly dismissed: boolean;
}

/** Who stands how to a meeting, what its stream shows to whom, and what a late joiner needs. */
@Injectable()
@Governs('meeting')
export class MeetingGovernor implements Governor {
  constructor(private readonly keeper: LineKeeper) {}

  async standing(db: EntityManager, actor: Principal, id: string): Promise<Standing> {
    return (await this.standings(db, [actor], id)).get(actor.actor) ?? new Set();
  }

  async standings(db: EntityManager, actors: readonly Principal[], id: string): Promise<ReadonlyMap<string, Standing>> {
    const people = new Map(actors.flatMap((actor) => (actor.personId === null ? [] : [[actor.personId, actor] as const])));
    const rows = await db.query<Row[]>(
      `WITH seat AS (SELECT s.delegate_id, s.alternate_ids FROM council_seat s JOIN council_meeting m ON m.body_id = s.body_id WHERE m.id = $1 AND s.state = 'active'),
         member AS (SELECT delegate_id AS id FROM seat UNION ALL SELECT unnest(alternate_ids) FROM seat)
       SELECT p.id AS person_id, m.state, m.access, m.chair_id IS NOT DISTINCT FROM p.id AS chair, p.id = ANY (m.secretary_ids) AS secretary, p.id = ANY (m.interpreter_ids) AS interpreter,
         p.id IN (SELECT id FROM member) AS delegate,
         p.id IN (SELECT o.person_id FROM council_observer o WHERE o.meeting_id = $1 AND o.dismissed_at IS NULL) AS observer,
         p.id IN (SELECT o.person_id FROM council_observer o WHERE o.meeting_id = $1 AND o.dismissed_at IS NOT NULL) AS dismissed
       FROM council_meeting m, unnest($2::uuid[]) AS p(id) WHERE m.id = $1`, [id, [...people.keys()]]);
    return new Map(rows.flatMap((row) => {
      const actor = people.get(row.person_id);
      return actor === undefined ? [] : [[actor.actor, rolesOf(row, actor)] as const];
    }));
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
  if (row.observer || (row.access === 'alliance' && !row.dismissed)) roles.add('observer');
  return roles;
}

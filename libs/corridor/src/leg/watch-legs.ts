import { Injectable } from '@nestjs/common';
import { systemActor } from '#kernel';
import { Duties, UnitOfWork, type Work } from '#log';
import { clearAlert, raiseAlert } from '../alert/raise-alert.js';
import { UNDER_WAY } from '../sharing/audience-of.js';

const WATCH = systemActor('legs');
/** Seconds between two looks. */
const LOOK = 60;
/** Legs of one transaction, which may record so many events and no more: an alert is several. */
const PAGE = 50;
/** How long after its plan an end of a leg that has not happened is late: as much as an expected arrival may slip. */
const MARGIN = '30 minutes';

/** The end of a leg that is due next, and when. */
const END = `CASE WHEN l.departed_at IS NULL THEN 'departure' ELSE 'arrival' END`;
const DUE = 'CASE WHEN l.departed_at IS NULL THEN l.departure_at ELSE l.arrival_at END';
/** Of a deployment's open legs the first one counts: those behind it wait for it. */
const LATE = `NOT l.dropped AND l.arrived_at IS NULL AND d.state = ANY ($2) AND ${DUE} < $1::timestamptz - interval '${MARGIN}'
  AND NOT EXISTS (SELECT FROM corridor_leg e WHERE e.deployment_id = l.deployment_id AND e.place < l.place AND NOT e.dropped AND e.arrived_at IS NULL)`;

interface LateLeg {
  readonly legId: string;
  readonly corridorId: string;
  readonly operatorId: string;
  readonly deploymentId: string;
  readonly unitId: string;
  readonly end: 'departure' | 'arrival';
  readonly plannedAt: Date;
}

/** One leg slips once, whether that was reckoned from positions or has come to pass: both count towards one alert. */
export const slipOf = (legId: string | null): string => `arrival_slipping:${legId ?? 'site'}`;

/** Wakes people for legs whose plan has passed and whose departure or arrival nobody has noted. Positions say nothing about it: what was late is what people say. */
@Injectable()
export class WatchLegs {
  constructor(duties: Duties, private readonly unitOfWork: UnitOfWork) {
    duties.every(LOOK, 'late legs', (off) => this.look(off));
  }

  async look(off?: AbortSignal): Promise<void> {
    for (const turn of [tellLate, forget]) {
      for (let found = PAGE; found === PAGE && off?.aborted !== true;) found = await this.unitOfWork.run(WATCH, [], turn);
    }
  }
}

/** Legs that became late since the last look, under their locks. @returns how many */
async function tellLate(work: Work): Promise<number> {
  const late = await work.db.query<LateLeg[]>(
    `SELECT l.id AS "legId", l.corridor_id AS "corridorId", d.operator_id AS "operatorId", d.id AS "deploymentId", d.unit_id AS "unitId", ${END} AS "end", ${DUE} AS "plannedAt"
     FROM corridor_leg l JOIN corridor_deployment d ON d.id = l.deployment_id WHERE ${LATE} AND l.late_told IS DISTINCT FROM ${END} ORDER BY l.id LIMIT ${PAGE} FOR NO KEY UPDATE OF l SKIP LOCKED`,
    [work.now, UNDER_WAY],
  );
  for (const one of late) await tell(work, one);
  return late.length;
}

async function tell(work: Work, { legId, corridorId, operatorId, deploymentId, unitId, end, plannedAt }: LateLeg): Promise<void> {
  await work.db.query('UPDATE corridor_leg SET late_told = $2 WHERE id = $1', [legId, end]);
  // It is late now, however long it has been: that nobody looked for a while does not make it old news. One that has not come is worse than one that has not left.
  await raiseAlert(work, {
    corridorId, ownerId: operatorId, key: slipOf(legId), kind: 'arrival_slipping', unitId, deploymentId, severity: end === 'departure' ? 'minor' : 'moderate', urgency: 'expected', certainty: 'observed', observedAt: work.now,
    facts: { legId, end, plannedAt: plannedAt.toISOString(), lateMinutes: Math.floor((work.now.getTime() - plannedAt.getTime()) / 60_000) },
  });
}

/** Legs that are late no longer: they went on, were planned anew, or their deployment is over. What still slips by its positions stays told. @returns how many */
async function forget(work: Work): Promise<number> {
  const rows = await work.db.query<{ id: string; corridor_id: string; slips: boolean }[]>(
    `SELECT l.id, l.corridor_id, EXISTS (SELECT FROM corridor_arrival a WHERE a.leg_id = l.id AND a.slipping) AS slips FROM corridor_leg l JOIN corridor_deployment d ON d.id = l.deployment_id
     WHERE l.late_told IS NOT NULL AND NOT (${LATE}) ORDER BY l.id LIMIT ${PAGE} FOR NO KEY UPDATE OF l SKIP LOCKED`,
    [work.now, UNDER_WAY],
  );
  await work.db.query('UPDATE corridor_leg SET late_told = NULL WHERE id = ANY ($1)', [rows.map(({ id }) => id)]);
  for (const { id, corridor_id: corridorId } of rows.filter(({ slips }) => !slips)) await clearAlert(work, corridorId, slipOf(id));
  return rows.length;
}

import { Injectable } from '@nestjs/common';
import { corridor } from '#contracts';
import { systemActor } from '#kernel';
import { Duties, UnitOfWork, type Work } from '#log';
import { OPEN } from '../alert/alert-states.js';
import { clearAlert, raiseAlert } from '../alert/raise-alert.js';
import { slipOf } from '../leg/watch-legs.js';
import { locatedAudience } from '../crossing/located-audience.js';
import { lockTransit, type Transit } from './read-transit.js';
import { reckonStops, type Expected } from './reckon-stops.js';

const WATCH = systemActor('arrivals');
/** Seconds between two looks. */
const LOOK = 20;
/** Deployments of one look. */
const PAGE = 500;
/** Alerts that one transaction ends at the most: each is several events, of which it may record so many. The next look takes the rest. */
const SOME = 50;
/** Without a new fix it is reckoned again after this: a unit that stands comes later. */
const ANEW = '5 minutes';
/** A difference (ms) that is worth telling. */
const STEP = 10 * 60_000;
/** How much later (ms) than planned is slipping, and how little is not any more. */
const SLIPS = 30 * 60_000;
const SLIPS_NO_MORE = 20 * 60_000;

/** Of one stop what was reckoned before. */
interface Before {
  readonly place: number;
  readonly leg_id: string | null;
  readonly told_at: Date;
  readonly slipping: boolean;
}

/** Reckons when deployments in transit come where, tells what changes, and wakes people when the plan slips. */
@Injectable()
export class WatchArrivals {
  constructor(duties: Duties, private readonly unitOfWork: UnitOfWork) {
    duties.every(LOOK, 'arrivals', (off) => this.look(off));
  }

  async look(off?: AbortSignal): Promise<void> {
    await this.unitOfWork.run(WATCH, [], (work) => this.forget(work));
    const due = await this.unitOfWork.run(WATCH, [], ({ db, now }) => db.query<{ id: string }[]>(
      `SELECT d.id FROM corridor_deployment d JOIN corridor_track t ON t.unit_id = d.unit_id
       LEFT JOIN LATERAL (SELECT max(a.as_of) AS as_of, max(a.reckoned_at) AS reckoned_at FROM corridor_arrival a WHERE a.deployment_id = d.id) a ON true
       WHERE d.state = 'in_transit' AND t.fix_time IS NOT NULL AND (a.as_of IS NULL OR t.fix_time > a.as_of OR a.reckoned_at < $1::timestamptz - $2::interval) ORDER BY a.reckoned_at NULLS FIRST LIMIT ${PAGE}`,
      [now, ANEW],
    ));
    for (const { id } of due) {
      if (off?.aborted === true) return;
      await this.unitOfWork.run(WATCH, [id], (work) => this.reckon(work, id));
    }
  }

  private async reckon(work: Work, deploymentId: string): Promise<void> {
    const transit = await lockTransit(work.db, deploymentId);
    if (transit === null) return;
    const expected = reckonStops(transit.newest, transit.newest.fixTime, work.now, transit.stops, transit);
    const before = await work.db.query<Before[]>('SELECT place, leg_id, told_at, slipping FROM corridor_arrival WHERE deployment_id = $1', [deploymentId]);
    await this.drop(work, transit, before.filter(({ leg_id: id }) => !expected.some(({ stop }) => stop.legId === id)));
    const audience = await locatedAudience(work.db, transit.corridorId, transit.operatorId);
    // A leg that was planned anew at another place in the order is the same leg.
    await work.db.query('DELETE FROM corridor_arrival WHERE deployment_id = $1', [deploymentId]);
    for (const one of expected) await this.settle(work, transit, one, before.find(({ leg_id: id }) => id === one.stop.legId), audience);
  }

  private async settle(work: Work, transit: Transit, one: Expected, before: Before | undefined, audience: readonly string[]): Promise<void> {
    const tells = before === undefined || Math.abs(one.likely.getTime() - before.told_at.getTime()) >= STEP;
    const late = one.stop.plannedAt === null ? -Infinity : one.likely.getTime() - one.stop.plannedAt.getTime();
    const slipping = late > (before?.slipping === true ? SLIPS_NO_MORE : SLIPS);
    await write(work, transit, one, tells ? one.likely : before.told_at, slipping);
    if (tells) tell(work, transit, one, audience);
    if (slipping && before?.slipping !== true) await this.wake(work, transit, one);
    if (!slipping && before?.slipping === true) await end(work, transit.corridorId, one.stop.legId);
  }

  private async wake(work: Work, { corridorId, operatorId, unitId, deploymentId }: Transit, { stop, earliest, likely }: Expected): Promise<void> {
    const plannedAt = stop.plannedAt ?? likely;
    // Even the earliest is too late: it is no guess any more.
    const sure = earliest.getTime() - plannedAt.getTime() > SLIPS;
    await raiseAlert(work, {
      corridorId, ownerId: operatorId, key: slipOf(stop.legId), kind: 'arrival_slipping', unitId, deploymentId, severity: sure ? 'moderate' : 'minor', urgency: 'future', certainty: sure ? 'likely' : 'possible',
      observedAt: work.now, facts: { legId: stop.legId, plannedAt: plannedAt.toISOString(), likelyAt: likely.toISOString(), lateMinutes: Math.round((likely.getTime() - plannedAt.getTime()) / 60_000) },
    });
  }

  /** Stops that are behind the unit, or not planned any more. */
  private async drop(work: Work, { corridorId }: Transit, gone: readonly Before[]): Promise<void> {
    for (const { leg_id: legId, slipping } of gone) if (slipping) await end(work, corridorId, legId);
  }

  /** Of deployments that are not in transit any more nothing is expected, and nobody is off the way. */
  private async forget(work: Work): Promise<void> {
    await work.db.query(`DELETE FROM corridor_arrival a USING corridor_deployment d WHERE d.id = a.deployment_id AND d.state <> 'in_transit'`);
    const over = await work.db.query<{ corridor_id: string; key: string }[]>(
      `SELECT a.corridor_id, a.key FROM corridor_alert a JOIN corridor_deployment d ON d.id = a.deployment_id WHERE a.kind IN ('arrival_slipping', 'route_deviation') AND a.state = ANY ($1) AND NOT a.exercise AND d.state <> 'in_transit'
         AND NOT EXISTS (SELECT FROM corridor_leg l WHERE l.deployment_id = d.id AND l.late_told IS NOT NULL AND a.facts->>'legId' = l.id::text) LIMIT ${SOME}`,
      [OPEN],
    );
    for (const { corridor_id: corridorId, key } of over) await clearAlert(work, corridorId, key);
  }
}

/** What was reckoned to slip does no longer. A leg whose plan has passed meanwhile is late all the same, and stays told. */
async function end(work: Work, corridorId: string, legId: string | null): Promise<void> {
  const late = await work.db.query<unknown[]>('SELECT FROM corridor_leg WHERE id = $1 AND late_told IS NOT NULL', [legId]);
  if (late.length === 0) await clearAlert(work, corridorId, slipOf(legId));
}

async function write({ db, now }: Work, { deploymentId, corridorId, operatorId, newest }: Transit, { stop, earliest, likely, latest, remainingMetres }: Expected, toldAt: Date, slipping: boolean): Promise<void> {
  await db.query(
    `INSERT INTO corridor_arrival (deployment_id, place, leg_id, corridor_id, institution_id, earliest_at, likely_at, latest_at, zone, planned_at, remaining_metres, as_of, reckoned_at, told_at, slipping)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
    [deploymentId, stop.place, stop.legId, corridorId, operatorId, earliest, likely, latest, stop.zone, stop.plannedAt, remainingMetres, newest.fixTime, now, toldAt, slipping],
  );
}

function tell(work: Work, { deploymentId, unitId, operatorId, newest }: Transit, { stop, earliest, likely, latest, remainingMetres }: Expected, audience: readonly string[]): void {
  work.record(corridor.arrivalChanged, `deployment:${deploymentId}`, {
    deploymentId, unitId, institutionId: operatorId, legId: stop.legId, place: stop.place, earliest: earliest.toISOString(), likely: likely.toISOString(), latest: latest.toISOString(), zone: stop.zone,
    plannedAt: stop.plannedAt?.toISOString() ?? null, remainingMetres, asOf: newest.fixTime.toISOString(),
  }, { audience });
}

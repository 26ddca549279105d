import { Injectable } from '@nestjs/common';
import { corridor } from '#contracts';
import { systemActor } from '#kernel';
import { Duties, UnitOfWork, type Work } from '#log';
import { clearAlert, raiseAlert } from '../alert/raise-alert.js';
import { streamOf } from '../corridor/corridor.entity.js';
import type { TrackGain } from '../position/track.js';
import { audienceOf, UNDER_WAY } from '../sharing/audience-of.js';
import { SILENT_AFTER } from './judge-hearing.js';

const WATCH = systemActor('silence');
/** Seconds between two looks: half of the shortest time after which a unit is silent. */
const LOOK = 30;
/** Units of one transaction, which may record so many events and no more: an alert is several. What is left is taken by the next turn, or the next fix. */
const PAGE = 50;

/** When a unit is silent, as a rule of the database: the age of its newest fix against its interval. */
const SILENT = `t.fix_time < $1::timestamptz - make_interval(secs => ${SILENT_AFTER} * coalesce(h.every_seconds, ${corridor.EXPECTED_EVERY}))`;

interface Silent {
  readonly unitId: string;
  readonly corridorId: string;
  readonly institutionId: string;
  readonly deploymentId: string;
  readonly fixTime: Date;
}

/**
 * Wakes people for units on a deployment that have fallen silent: once, until the next fix. Nobody reports that nobody reports, so
 * the hub looks by its own clock; what it found stands in the database and outlives it. A unit that never reported is not silent.
 */
@Injectable()
export class WatchSilence {
  constructor(duties: Duties, private readonly unitOfWork: UnitOfWork) {
    duties.every(LOOK, 'silent units', (off) => this.look(off));
  }

  async look(off?: AbortSignal): Promise<void> {
    for (let found = PAGE; found === PAGE && off?.aborted !== true;) {
      found = await this.unitOfWork.run(WATCH, [], (work) => this.tellSilent(work));
    }
    for (let found = PAGE; found === PAGE && off?.aborted !== true;) {
      found = await this.unitOfWork.run(WATCH, [], (work) => this.forget(work));
    }
  }

  /** Those who fell silent since the last look, under the locks of their tracks. @returns how many */
  private async tellSilent(work: Work): Promise<number> {
    const silent = await work.db.query<Silent[]>(
      `SELECT t.unit_id AS "unitId", t.corridor_id AS "corridorId", t.institution_id AS "institutionId", d.id AS "deploymentId", t.fix_time AS "fixTime"
       FROM corridor_track t JOIN corridor_deployment d ON d.unit_id = t.unit_id AND d.state = ANY ($2) LEFT JOIN corridor_hearing h ON h.unit_id = t.unit_id
       WHERE ${SILENT} AND h.silent_since IS NULL ORDER BY t.unit_id LIMIT ${PAGE} FOR NO KEY UPDATE OF t`,
      [work.now, UNDER_WAY],
    );
    for (const one of silent) await this.tell(work, one);
    return silent.length;
  }

  private async tell(work: Work, { unitId, corridorId, institutionId, deploymentId, fixTime }: Silent): Promise<void> {
    const noted = await work.db.query<unknown[]>(
      `INSERT INTO corridor_hearing AS h (unit_id, corridor_id, institution_id, silent_since) VALUES ($1, $2, $3, $4)
       ON CONFLICT (unit_id) DO UPDATE SET silent_since = EXCLUDED.silent_since WHERE h.silent_since IS NULL RETURNING 1`,
      [unitId, corridorId, institutionId, work.now],
    );
    // Another look was quicker.
    if (noted.length === 0) return;
    const lastFixAt = fixTime.toISOString();
    work.record(corridor.silenceChanged, streamOf(corridorId), { unitId, institutionId, hearing: 'silent', lastFixAt }, { audience: await audienceOf(work.db, corridorId, institutionId, 'position') });
    // It is silent now, however long it has been: that nobody looked for a while does not make it old news.
    await raiseAlert(work, {
      corridorId, ownerId: institutionId, key: keyOf(unitId), kind: 'unit_silent', unitId, deploymentId, severity: 'moderate', urgency: 'expected', certainty: 'observed', observedAt: work.now, facts: { lastFixAt },
    });
  }

  /** Units whose deployment is over owe nobody a report. @returns how many */
  private async forget(work: Work): Promise<number> {
    const [over] = await work.db.query<[{ unit_id: string; corridor_id: string }[], number]>(
      `UPDATE corridor_hearing SET silent_since = NULL WHERE unit_id IN (
         SELECT h.unit_id FROM corridor_hearing h WHERE h.silent_since IS NOT NULL AND NOT EXISTS (SELECT FROM corridor_deployment d WHERE d.unit_id = h.unit_id AND d.state = ANY ($1)) LIMIT ${PAGE})
       RETURNING unit_id, corridor_id`,
      [UNDER_WAY],
    );
    for (const { unit_id: unitId, corridor_id: corridorId } of over) await clearAlert(work, corridorId, keyOf(unitId));
    return over.length;
  }
}

/** Units that were silent and have reported something new are heard again; a backlog that is as old as the silence does not count. */
export async function hearAgain(work: Work, silent: readonly TrackGain[]): Promise<void> {
  const newest = silent.flatMap(({ unitId, gained, latest }) => {
    const fix = gained.reduce((last, one) => (one.fixTime > last.fixTime ? one : last), gained[0] ?? NONE);
    return latest === null || fix.fixTime > latest.fixTime ? [{ unitId, fixTime: fix.fixTime }] : [];
  });
  if (newest.length === 0) return;
  const [heard] = await work.db.query<[{ unit_id: string; corridor_id: string; institution_id: string; fix_time: Date }[], number]>(
    `UPDATE corridor_hearing c SET silent_since = NULL FROM (
       SELECT h.unit_id, t.fix_time FROM unnest($2::uuid[], $3::timestamptz[]) AS t (unit_id, fix_time) JOIN corridor_hearing h ON h.unit_id = t.unit_id
       WHERE h.silent_since IS NOT NULL AND NOT (${SILENT}) ORDER BY h.unit_id LIMIT ${PAGE}) heard
     WHERE c.unit_id = heard.unit_id AND c.silent_since IS NOT NULL RETURNING c.unit_id, c.corridor_id, c.institution_id, heard.fix_time`,
    [work.now, newest.map(({ unitId }) => unitId), newest.map(({ fixTime }) => fixTime)],
  );
  for (const { unit_id: unitId, corridor_id: corridorId, institution_id: institutionId, fix_time: fixTime } of heard) {
    const audience = await audienceOf(work.db, corridorId, institutionId, 'position');
    work.record(corridor.silenceChanged, streamOf(corridorId), { unitId, institutionId, hearing: 'live', lastFixAt: fixTime.toISOString() }, { audience });
    await clearAlert(work, corridorId, keyOf(unitId));
  }
}

const NONE = { fixTime: new Date(0) };
const keyOf = (unitId: string): string => `unit_silent:${unitId}`;

import { Injectable } from '@nestjs/common';
import { systemActor } from '#kernel';
import { Duties, UnitOfWork, type Work } from '#log';
import { sharesOf, type Share } from '../sharing/audience-of.js';
import { recordMoved, type Moved } from './tell-moved.js';

/** How often (s) it is looked at what has become old enough. */
const EVERY = 5;
const hub = systemActor('positions');

interface Owner {
  readonly corridorId: string;
  readonly institutionId: string;
}

/** Readers with one delay and one precision, and their labels. */
interface Audience {
  readonly delaySeconds: number;
  readonly precisionMetres: number | null;
  readonly labels: Set<string>;
}

/** Units whose newest fix that is old enough has not been shown yet. Noting it is what takes it, so that it is shown once. */
const DUE = `
  WITH due AS (
    SELECT k.unit_id, k.number, f.fix_time, f.latitude, f.longitude, f.speed, f.course, f.accuracy FROM corridor_track k
    CROSS JOIN LATERAL (SELECT * FROM corridor_fix f WHERE f.unit_id = k.unit_id AND f.fix_time <= $3::timestamptz - make_interval(secs => $4) ORDER BY f.fix_time DESC LIMIT 1) f
    WHERE k.corridor_id = $1 AND k.institution_id = $2
  ), noted AS (
    INSERT INTO corridor_release AS r (unit_id, delay_seconds, precision_metres, fix_time) SELECT unit_id, $4::int, $5::int, fix_time FROM due ORDER BY unit_id
    ON CONFLICT (unit_id, delay_seconds, precision_metres) DO UPDATE SET fix_time = excluded.fix_time WHERE r.fix_time < excluded.fix_time RETURNING unit_id
  )
  SELECT unit_id AS "unitId", number, fix_time AS "fixTime", latitude, longitude, speed, course, accuracy FROM due JOIN noted USING (unit_id) ORDER BY unit_id`;

/** Shows readers with a delay where units were, once that is old enough. It waits in the tracks: nothing is held in memory. */
@Injectable()
export class ReleaseDelayed {
  constructor(duties: Duties, private readonly unitOfWork: UnitOfWork) {
    duties.every(EVERY, 'delayed positions', () => this.release());
  }

  private async release(): Promise<void> {
    const owners = await this.unitOfWork.read(hub, [], (db) => db.query<Owner[]>(
      `SELECT DISTINCT m.corridor_id AS "corridorId", g.owner_id AS "institutionId" FROM corridor_grant g JOIN corridor_member m ON m.institution_id = g.owner_id
       WHERE g.data_class = 'position' AND g.delay_seconds > 0 AND g.ended_at IS NULL`,
    ));
    for (const owner of owners) await this.unitOfWork.run(hub, [], (work) => releaseOf(work, owner));
  }
}

async function releaseOf(work: Work, { corridorId, institutionId }: Owner): Promise<void> {
  for (const { delaySeconds, precisionMetres, labels } of audiences(await sharesOf(work.db, corridorId, institutionId, 'position'))) {
    const moved = await work.db.query<Moved[]>(DUE, [corridorId, institutionId, work.now, delaySeconds, precisionMetres ?? 0]);
    recordMoved(work, { corridorId, institutionId, precisionMetres, delaySeconds }, moved, [...labels]);
  }
}

function audiences(shares: readonly Share[]): Audience[] {
  const found = new Map<string, Audience>();
  for (const { audience: label, delaySeconds, precisionMetres } of shares) {
    if (delaySeconds === 0) continue;
    const key = `${delaySeconds} ${precisionMetres}`;
    const audience = found.get(key) ?? { delaySeconds, precisionMetres, labels: new Set<string>() };
    audience.labels.add(label);
    found.set(key, audience);
  }
  return [...found.values()];
}

import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Work } from '#log';
import { countries } from '../border/countries.js';
import { Drawings } from '../fence/drawings.js';
import { AT_ONCE, followRoute, ROUTE } from '../route/follow-routes.js';
import { inOrder } from './read-track.js';
import type { TrackGain } from '../position/track.js';
import { COUNTRIES, readOn, type Grounds, type Lanes } from './read-on.js';
import type { Standing, Standings } from './read-standings.js';
import { recordCrossings, type Found } from './record-crossings.js';
import { reread } from './reread.js';

/** Finds what units crossed: fences of their corridor and borders. */
@Injectable()
export class FollowCrossings {
  constructor(private readonly drawings: Drawings) {}

  /** All units of a flush together: one write of where they stand, where that has changed, and nothing more unless something was crossed. */
  async follow(work: Work, gains: readonly TrackGain[], standings: Standings): Promise<void> {
    const drawn = await this.drawings.of(work.db, standings.drawn);
    const grounds = new Map([...new Set(gains.map(({ corridorId }) => corridorId))].map((id) => [id, groundsOf(drawn.get(id)?.fences)]));
    const found: Found[] = [];
    const moved = new Map<TrackGain, Lanes>();
    let told = 0;
    for (const gain of gains) {
      const { lanes, inTransit } = standings.of.get(gain.unitId) ?? NOWHERE;
      const read = await this.read(work.db, gain, lanes, grounds.get(gain.corridorId) ?? new Map());
      if (read.turned.length + read.stood.length > 0) found.push({ gain, ...read });
      if (told < AT_ONCE && (await followRoute(work, gain, read.lanes, drawn.get(gain.corridorId), inTransit))) told += 1;
      moved.set(gain, read.lanes);
    }
    await writeStandings(work.db, moved, standings.of);
    if (found.length > 0) await recordCrossings(work, found);
  }

  private async read(db: EntityManager, gain: TrackGain, standing: Standing['lanes'], grounds: Grounds): Promise<Omit<Found, 'gain'> & { lanes: Lanes }> {
    const gained = [...gain.gained].sort(inOrder);
    const [first] = gained;
    const lanes: Lanes = new Map(Object.entries(standing));
    if (first === undefined || gain.latest === null || first.fixTime > gain.latest.fixTime) return { turned: readOn(lanes, gain.latest, gained, grounds), stood: [], lanes };
    const again = await reread(db, gain.unitId, gained, grounds);
    const ways = [...lanes].filter(([name]) => name.startsWith(ROUTE));
    return { ...again, lanes: again.lanes === null ? lanes : new Map([...again.lanes, ...ways]) };
  }
}

const NOWHERE: Standing = { lanes: {}, inTransit: false, silent: false };

function groundsOf(fences: Grounds | undefined): Grounds {
  return new Map([...(fences ?? []), [COUNTRIES, countries]]);
}

/** Only those that moved: most fixes change nothing about what a unit is in. */
async function writeStandings(db: EntityManager, moved: ReadonlyMap<TrackGain, Lanes>, before: ReadonlyMap<string, Standing>): Promise<void> {
  const changed = [...moved].map(([gain, lanes]) => ({ gain, standing: Object.fromEntries(lanes) })).filter(({ gain, standing }) => !isSame(standing, before.get(gain.unitId)?.lanes ?? {}));
  if (changed.length === 0) return;
  await db.query(
    `INSERT INTO corridor_following AS f (unit_id, corridor_id, standing) SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::jsonb[])
     ON CONFLICT (unit_id) DO UPDATE SET standing = EXCLUDED.standing`,
    [changed.map(({ gain }) => gain.unitId), changed.map(({ gain }) => gain.corridorId), changed.map(({ standing }) => JSON.stringify(standing))],
  );
}

function isSame(a: Standing['lanes'], b: Standing['lanes']): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => {
    const [one, other] = [a[name], b[name]];
    return one?.value === other?.value && one?.turning?.at === other?.turning?.at && one?.turning?.fixes === other?.turning?.fixes && one?.turning?.value === other?.turning?.value;
  });
}

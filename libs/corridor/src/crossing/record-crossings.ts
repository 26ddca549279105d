import { newId } from '#kernel';
import type { Work } from '#log';
import type { TrackGain } from '../position/track.js';
import type { Added, Withdrawn } from './changes.js';
import { COUNTRIES, type Turned } from './read-on.js';
import type { Crossing } from './reread.js';
import { tellCrossings } from './tell-crossings.js';

/** What was found on the track of one unit, beside what stood there before. */
export interface Found {
  readonly gain: TrackGain;
  readonly turned: readonly Turned[];
  readonly stood: readonly Crossing[];
}

/** Brings what is stored to what was found: writes what is new, takes out what is refuted, and tells both. What stood and stands goes untold. */
export async function recordCrossings(work: Work, all: readonly Found[]): Promise<void> {
  const [added, withdrawn, moved]: [Added[], Withdrawn[], Moved[]] = [[], [], []];
  for (const { gain, turned, stood } of all) {
    const left = [...turned];
    for (const one of stood) {
      const at = left.findIndex(({ ground, turn }) => ground === one.ground && turn.to === one.to && turn.at === one.at);
      const [same] = at === -1 ? [] : left.splice(at, 1);
      if (same === undefined) withdrawn.push({ id: one.id, gain });
      else if (same.turn.settledAt !== one.settledAt || same.turn.place !== one.place) moved.push({ id: one.id, ...same.turn });
    }
    for (const one of left) added.push({ ...one, id: newId(), gain, late: gain.latest !== null && one.turn.settledAt <= gain.latest.fixTime.getTime() });
  }
  if (withdrawn.length > 0) await work.db.query('DELETE FROM corridor_crossing WHERE id = ANY ($1)', [withdrawn.map(({ id }) => id)]);
  if (moved.length > 0) await move(work, moved);
  if (added.length > 0) await insert(work, added);
  await tellCrossings(work, added, withdrawn);
}

interface Moved {
  readonly id: string;
  readonly settledAt: number;
  readonly place: number;
}

/** The same crossings, settled by other fixes now. */
async function move({ db }: Work, moved: readonly Moved[]): Promise<void> {
  await db.query(
    'UPDATE corridor_crossing c SET settled_at = m.settled_at, place = m.place FROM unnest($1::uuid[], $2::timestamptz[], $3::smallint[]) AS m (id, settled_at, place) WHERE c.id = m.id',
    [moved.map(({ id }) => id), moved.map(({ settledAt }) => new Date(settledAt)), moved.map(({ place }) => place)],
  );
}

async function insert({ db, now }: Work, added: readonly Added[]): Promise<void> {
  const column = <T>(of: (one: Added) => T): T[] => added.map(of);
  await db.query(
    `INSERT INTO corridor_crossing (id, corridor_id, institution_id, unit_id, deployment_id, fence_id, from_value, to_value, crossed_at, settled_at, place, late, recorded_at)
     SELECT c.*, $13::timestamptz FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::text[], $8::text[], $9::timestamptz[], $10::timestamptz[], $11::smallint[], $12::boolean[]) AS c`,
    [
      column(({ id }) => id), column(({ gain }) => gain.corridorId), column(({ gain }) => gain.operatorId), column(({ gain }) => gain.unitId), column(({ gain }) => gain.deploymentId),
      column(({ ground }) => (ground === COUNTRIES ? null : ground)), column(({ turn }) => turn.from), column(({ turn }) => turn.to), column(({ turn }) => new Date(turn.at)),
      column(({ turn }) => new Date(turn.settledAt)), column(({ turn }) => turn.place), column(({ late }) => late), now,
    ],
  );
}

import { corridor } from '#contracts';
import { newId } from '#kernel';
import type { Work } from '#log';
import { tellBorder } from '../border/tell-border.js';
import { streamOf } from '../corridor/corridor.entity.js';
import type { TrackGain } from '../position/track.js';
import { locatedAudience } from './located-audience.js';
import { COUNTRIES, type Turned } from './read-on.js';
import type { Crossing } from './reread.js';

/** What was found on the track of one unit, beside what stood there before. */
export interface Found {
  readonly gain: TrackGain;
  readonly turned: readonly Turned[];
  readonly stood: readonly Crossing[];
}

/** Brings what is stored to what was found: writes what is new, takes out what is refuted, and tells both. What stood and stands goes untold. */
export async function recordCrossings(work: Work, all: readonly Found[]): Promise<void> {
  const audiences = new Map<string, readonly string[]>();
  const added: Added[] = [];
  for (const { gain, turned, stood } of all) {
    const key = `${gain.corridorId} ${gain.operatorId}`;
    const audience = audiences.get(key) ?? await locatedAudience(work.db, gain.corridorId, gain.operatorId);
    audiences.set(key, audience);
    const left = await withdraw(work, gain, turned, stood, audience);
    for (const one of left) added.push(toAdded(gain, one));
    for (const one of added.slice(added.length - left.length)) await tell(work, one, audience);
  }
  if (added.length > 0) await insert(work, added);
}

interface Added extends Turned {
  readonly id: string;
  readonly gain: TrackGain;
  readonly late: boolean;
}

function toAdded(gain: TrackGain, one: Turned): Added {
  return { ...one, id: newId(), gain, late: gain.latest !== null && one.turn.settledAt <= gain.latest.fixTime.getTime() };
}

/** Takes out what was not found again. @returns what was found and did not stand yet */
async function withdraw(work: Work, gain: TrackGain, turned: readonly Turned[], stood: readonly Crossing[], audience: readonly string[]): Promise<readonly Turned[]> {
  if (stood.length === 0) return turned;
  const left = [...turned];
  const moved: { id: string; settledAt: number; place: number }[] = [];
  const gone: string[] = [];
  for (const one of stood) {
    const at = left.findIndex(({ ground, turn }) => ground === one.ground && turn.to === one.to && turn.at === one.at);
    const [same] = at === -1 ? [] : left.splice(at, 1);
    if (same === undefined) gone.push(one.id);
    else if (same.turn.settledAt !== one.settledAt || same.turn.place !== one.place) moved.push({ id: one.id, ...same.turn });
  }
  if (gone.length > 0) await work.db.query('DELETE FROM corridor_crossing WHERE id = ANY ($1)', [gone]);
  for (const crossingId of gone) work.record(corridor.crossingWithdrawn, streamOf(gain.corridorId), { crossingId, unitId: gain.unitId, institutionId: gain.operatorId }, { audience });
  if (moved.length > 0) await move(work, moved);
  return left;
}

/** The same crossings, settled by other fixes now. */
async function move({ db }: Work, moved: readonly { readonly id: string; readonly settledAt: number; readonly place: number }[]): Promise<void> {
  await db.query(
    'UPDATE corridor_crossing c SET settled_at = m.settled_at, place = m.place FROM unnest($1::uuid[], $2::timestamptz[], $3::smallint[]) AS m (id, settled_at, place) WHERE c.id = m.id',
    [moved.map(({ id }) => id), moved.map(({ settledAt }) => new Date(settledAt)), moved.map(({ place }) => place)],
  );
}

async function tell(work: Work, { id, ground, turn, gain, late }: Added, audience: readonly string[]): Promise<void> {
  const border = ground === COUNTRIES;
  const of = { unitId: gain.unitId, institutionId: gain.operatorId, deploymentId: gain.deploymentId, crossedAt: new Date(turn.at).toISOString() };
  work.record(corridor.crossingRecorded, streamOf(gain.corridorId), {
    ...of, crossingId: id, kind: kindOf(ground, turn.to), fenceId: border ? null : ground, fromCountry: border ? turn.from : null, countryCode: border ? turn.to : null, late,
  }, { audience });
  if (border && turn.from !== null && !late) await tellBorder(work, gain.corridorId, { ...of, fromCountry: turn.from, countryCode: turn.to }, audience);
}

/** What a crossing of this ground to this value is called. */
export function kindOf(ground: string, to: string): 'enter' | 'exit' | 'border' {
  if (ground === COUNTRIES) return 'border';
  return to === 'inside' ? 'enter' : 'exit';
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

import type { EntityManager } from 'typeorm';
import type { Fix } from '../position/track.js';
import { fixesAfter, fixesBefore } from './read-track.js';
import { COUNTRIES, readOn, type Grounds, type Lanes, type Turned } from './read-on.js';
import type { Ground, Lane } from './settle.js';

/** Fixes looked back over at the most for where a lane was settled: a unit that stood on a line for longer is taken to be where it last was. */
const BACK = 20_000;
/** Fixes read at once, going on. */
const PAGE = 500;

/** A crossing as it is stored. */
export interface Crossing {
  readonly id: string;
  readonly ground: string;
  readonly to: string;
  readonly at: number;
  readonly settledAt: number;
  readonly place: number;
}

/** What late fixes make of a track. */
export interface Reread {
  /** All turns of the part that was read again. */
  readonly turned: readonly Turned[];
  /** What stood in that part before. */
  readonly stood: readonly Crossing[];
  /** Where the lanes end; null where the later part of the track was not touched. */
  readonly lanes: Lanes | null;
}

/** Where each ground's part that is read again begins: after this fix, at this value. */
type Starts = ReadonlyMap<string, { readonly after: Fix | null; readonly lane: Lane<string> }>;

/**
 * Reads a track again from before its first late fix: from where each lane was settled, so nothing before it matters, to where
 * what is read agrees with what was read before. What comes out is what the sorted track would have given at once.
 */
export async function reread(db: EntityManager, unitId: string, gained: readonly Fix[], grounds: Grounds): Promise<Reread> {
  const first = gained[0];
  const last = gained.at(-1);
  if (first === undefined || last === undefined) return { turned: [], stood: [], lanes: null };
  const { back, crossings, starts } = await lookBack(db, unitId, first, grounds);
  const lanes: Lanes = new Map();
  const turned = readBack(lanes, back, starts, grounds);
  let before = back.at(-1) ?? null;
  for (let page = await readPage(db, unitId, first, [first]); ; page = await readPage(db, unitId, before, [])) {
    turned.push(...readOn(lanes, before, page.fixes, grounds));
    before = page.fixes.at(-1) ?? before ?? first;
    const { ended } = page;
    const passedLast = before.fixTime > last.fixTime;
    if (ended || (passedLast && agree(lanes, before, crossings, grounds))) {
      const until = ended ? Infinity : before.fixTime.getTime();
      const stood = crossings.filter((one) => grounds.has(one.ground) && one.settledAt > (starts.get(one.ground)?.after?.fixTime.getTime() ?? -Infinity) && one.settledAt <= until);
      return { turned, stood, lanes: ended ? lanes : null };
    }
  }
}

/** The next fixes, cut between two instants: those of one instant are read together. */
async function readPage(db: EntityManager, unitId: string, after: Fix, begun: readonly Fix[]): Promise<{ readonly fixes: readonly Fix[]; readonly ended: boolean }> {
  const fixes = await fixesAfter(db, unitId, after, PAGE);
  const ended = fixes.length < PAGE;
  const cut = ended ? fixes : fixes.filter(({ fixTime }) => fixTime < (fixes.at(-1) ?? after).fixTime);
  return { fixes: [...begun, ...(cut.length === 0 ? fixes : cut)], ended };
}

/** Goes back in ever larger steps until each lane was settled once. */
async function lookBack(db: EntityManager, unitId: string, first: Fix, grounds: Grounds): Promise<{ back: Fix[]; crossings: Crossing[]; starts: Starts }> {
  let back: Fix[] = [];
  for (let size = 32; ; size = Math.min(size * 4, 5_000)) {
    const more = await fixesBefore(db, unitId, back[0] ?? first, size);
    back = [...more, ...back];
    const begun = more.length < size;
    const crossings = await readCrossings(db, unitId, back[0] ?? first);
    const starts = new Map<string, { after: Fix | null; lane: Lane<string> }>();
    for (const [name, ground] of grounds) {
      const after = back.findLast((fix, at) => fix.fixTime < (back[at + 1] ?? first).fixTime && isSettled(ground, name, fix, crossings)) ?? (begun ? null : undefined);
      if (after !== undefined) starts.set(name, { after, lane: { value: after === null ? ground.start : valueAt(crossings, name, ground, after.fixTime.getTime()), turning: null } });
      else if (back.length >= BACK) starts.set(name, { after: back[0] ?? null, lane: { value: valueAt(crossings, name, ground, back[0]?.fixTime.getTime() ?? 0), turning: null } });
    }
    if (starts.size === grounds.size) return { back, crossings, starts };
  }
}

/** A lane is settled after a fix that says what stands already: whatever it may have been turning to is over. */
function isSettled(ground: Ground<string>, name: string, fix: Fix, crossings: readonly Crossing[]): boolean {
  const seen = ground.dwellAt(fix) === null ? null : ground.read(fix);
  return seen !== null && seen === valueAt(crossings, name, ground, fix.fixTime.getTime());
}

/** At what value a lane stood after the fixes up to an instant, by the crossings that are stored. */
function valueAt(crossings: readonly Crossing[], name: string, ground: Ground<string>, at: number): string | null {
  return crossings.findLast((one) => one.ground === name && one.settledAt <= at)?.to ?? ground.start;
}

/** Each lane from its own start up to the first late fix. */
function readBack(lanes: Lanes, back: readonly Fix[], starts: Starts, grounds: Grounds): Turned[] {
  const turned: Turned[] = [];
  for (const [name, ground] of grounds) {
    const start = starts.get(name);
    if (start === undefined) continue;
    if (start.lane.value !== ground.start) lanes.set(name, start.lane);
    const from = start.after === null ? 0 : back.indexOf(start.after) + 1;
    if (from < back.length) turned.push(...readOn(lanes, start.after, back.slice(from), new Map([[name, ground]])));
  }
  return turned;
}

/** Whether from this fix on everything that was read before still holds. */
function agree(lanes: Lanes, fix: Fix, crossings: readonly Crossing[], grounds: Grounds): boolean {
  return [...grounds].every(([name, ground]) => {
    const lane = lanes.get(name);
    const value = lane === undefined ? ground.start : lane.value;
    return (lane?.turning ?? null) === null && isSettled(ground, name, fix, crossings) && valueAt(crossings, name, ground, fix.fixTime.getTime()) === value;
  });
}

/** The crossings of a unit since a fix, and of each ground the last one before; in the order in which they were settled. */
async function readCrossings(db: EntityManager, unitId: string, { fixTime }: Fix): Promise<Crossing[]> {
  const rows = await db.query<{ id: string; fence_id: string | null; to_value: string; crossed_at: Date; settled_at: Date; place: number }[]>(
    `(SELECT DISTINCT ON (fence_id) id, fence_id, to_value, crossed_at, settled_at, place FROM corridor_crossing WHERE unit_id = $1 AND settled_at < $2 ORDER BY fence_id, settled_at DESC, place DESC)
     UNION ALL SELECT id, fence_id, to_value, crossed_at, settled_at, place FROM corridor_crossing WHERE unit_id = $1 AND settled_at >= $2 ORDER BY settled_at, place`,
    [unitId, fixTime],
  );
  return rows.map((row) => ({ id: row.id, ground: row.fence_id ?? COUNTRIES, to: row.to_value, at: row.crossed_at.getTime(), settledAt: row.settled_at.getTime(), place: row.place }));
}

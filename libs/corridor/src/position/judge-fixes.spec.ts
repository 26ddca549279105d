import fc from 'fast-check';
import { judgeFixes, keyOf, type Arrival, type Known, type Neighbours } from './judge-fixes.js';
import { lowered } from './tell-moved.js';
import type { Fix } from './track.js';

const limits = { accuracy: 2_000, days: 365 };
const START = Date.parse('2026-11-24T00:00:00Z');

/** Drives at 20 m/s, a fix each half a minute. */
function aDrive(fixes: number): Fix[] {
  return Array.from({ length: fixes }, (_, n) => ({
    fixTime: new Date(START + n * 30_000), deviceTime: null, serverTime: new Date(START + fixes * 30_000),
    latitude: 39.5 + n * 0.0054, longitude: 76, altitude: null, speed: 20, course: 0, accuracy: 5,
  }));
}

const arrivals = (fixes: readonly Fix[]): Arrival[] => fixes.map((fix) => ({ fix, trackerId: 'a tracker', confirmed: false }));

/** Judges batch after batch as the store does, and answers what is stored in the end. */
function store(batches: readonly (readonly Fix[])[]): { track: Fix[]; outcomes: string[] } {
  const track: Fix[] = [];
  const outcomes: string[] = [];
  for (const batch of batches) {
    const latest = track.at(-1) ?? null;
    const came = arrivals(batch);
    const around = new Map(came.filter(({ fix }) => latest !== null && fix.fixTime <= latest.fixTime).map((one) => [one, neighbours(track, one.fix)]));
    const known: Known = { maxSpeedKmh: 110, latest, around };
    for (const [{ fix }, { outcome }] of judgeFixes(came, known, limits)) {
      outcomes.push(outcome);
      if (outcome === 'stored' || outcome === 'late') track.push(fix);
    }
    track.sort((a, b) => a.fixTime.getTime() - b.fixTime.getTime());
  }
  return { track, outcomes };
}

function neighbours(track: readonly Fix[], fix: Fix): Neighbours {
  return {
    before: track.filter((one) => one.fixTime <= fix.fixTime).at(-1) ?? null, after: track.find((one) => one.fixTime > fix.fixTime) ?? null,
    there: track.some((one) => keyOf(one) === keyOf(fix)),
  };
}

describe('judging the fixes of a unit', () => {
  it('keeps every fix of a true track once, in whatever order, batches and copies it comes', () => {
    const drive = aDrive(40);
    const shuffled = fc.shuffledSubarray([...drive.keys(), ...drive.keys()], { minLength: 80 });
    fc.assert(fc.property(shuffled, fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 80, maxLength: 80 }), (order, sizes) => {
      const waiting = order.map((at) => drive[at]).filter((fix) => fix !== undefined);
      const batches = sizes.flatMap((size) => (waiting.length === 0 ? [] : [waiting.splice(0, size)]));
      const { track, outcomes } = store(batches);
      expect(track).toEqual(drive);
      expect(outcomes.filter((outcome) => outcome === 'duplicate')).toHaveLength(40);
      expect(outcomes).not.toContain('refused');
    }));
  });

  it('finds the stray in a batch, whatever its order', () => {
    const drive = aDrive(12);
    const withStray = drive.map((fix, at) => (at === 6 ? { ...fix, latitude: 45 } : fix));
    fc.assert(fc.property(fc.shuffledSubarray(withStray, { minLength: 12 }), (batch) => {
      expect(store([batch]).track).toEqual(drive.filter((_, at) => at !== 6));
    }));
  });

  it('measures a stray against what is newest, though late fixes come in the same batch', () => {
    const drive = aDrive(20);
    // Where it set out: within reach of the fixes that come late, and far from where it was last.
    const stray = { ...drive[19], latitude: drive[0]?.latitude } as Fix;
    const { outcomes } = store([drive.slice(15, 18), [...drive.slice(0, 3), stray]]);
    expect(outcomes).toEqual(['stored', 'stored', 'stored', 'late', 'late', 'late', 'refused']);
  });
});

describe('a place that is made less exact', () => {
  it('is the same for all places of one square, near the true one, and says nothing else', () => {
    fc.assert(fc.property(fc.double({ min: -80, max: 80, noNaN: true }), fc.double({ min: -179, max: 179, noNaN: true }), fc.integer({ min: 10, max: 50_000 }), (latitude, longitude, metres) => {
      const place = { latitude, longitude, speed: 10, course: 90, accuracy: 5 };
      const once = lowered(place, metres);
      expect(once).toMatchObject({ speed: null, course: null, accuracy: metres });
      expect(Math.abs(once.latitude - latitude) * 111_320).toBeLessThanOrEqual(metres / 2 + 1.2);
      expect(Math.abs(once.longitude - longitude) * 111_320 * Math.cos((once.latitude * Math.PI) / 180)).toBeLessThanOrEqual(metres / 2 + 1.2);
    }));
  });
});

import { iso1A2Code } from '@rapideditor/country-coder';
import fc from 'fast-check';
import { countries, countryAt } from '../border/countries.js';
import { Fence, type Form } from '../fence/fence.js';
import { degreesOf } from '../fence/measure.js';
import type { Fix } from '../position/track.js';
import { readOn, type Lanes } from './read-on.js';

const HOME = { latitude: 36.7, longitude: 74.8 };
const START = Date.parse('2026-11-24T00:00:00Z');

/** A fix so many seconds after the start, so many metres east of home. */
function fix(seconds: number, metresEast: number, accuracy: number | null = null): Fix {
  const { longitude } = degreesOf(1, HOME.latitude);
  const fixTime = new Date(START + seconds * 1_000);
  return { fixTime, deviceTime: null, serverTime: fixTime, latitude: HOME.latitude, longitude: HOME.longitude + metresEast * longitude, altitude: null, speed: null, course: null, accuracy };
}

const plain: Form = {
  since: new Date(0), shape: { kind: 'circle', centre: HOME, radiusMetres: 500 }, calendar: null, rule: { dwellSeconds: 60, dwellFixes: 3, enterMetres: 0, exitMetres: 50 },
};

/** What a track crosses of the fence, as `enter@120`. */
function crossings(track: readonly Fix[], form: Partial<Form> = {}): string[] {
  const lanes: Lanes = new Map();
  return readOn(lanes, null, track, new Map([['f', new Fence('f', [{ ...plain, ...form }], null)]])).map(({ turn }) => `${turn.to === 'inside' ? 'enter' : 'exit'}@${Math.round((turn.at - START) / 1_000)}`);
}

describe('what a track crosses', () => {
  it('is one enter and one exit of a unit that drives in, stays and drives out, at the instants at which it was on the line', () => {
    expect(crossings([fix(0, 1_500), fix(100, 500 + 1), fix(200, 0), fix(400, 0), fix(500, -1_000), fix(600, -2_000), fix(700, -3_000)])).toEqual(['enter@100', 'exit@450']);
  });

  it('is nothing where a unit only looks in: too short by time and by fixes', () => {
    expect(crossings([fix(0, 700), fix(20, 480), fix(40, 700), fix(60, 800)])).toEqual([]);
  });

  it('is nothing more however a parked unit jitters around the line', () => {
    const jitter = fc.array(fc.double({ min: -45, max: 45, noNaN: true }), { minLength: 5, maxLength: 80 });
    fc.assert(fc.property(jitter, (metres) => {
      const parked = metres.map((off, at) => fix(300 + at * 30, 500 + off, 10));
      expect(crossings([fix(0, 0), fix(120, 0), fix(240, 0), ...parked])).toEqual(['enter@0']);
    }));
  });

  it('is found between two sparse fixes, where a stay is long enough, and is not guessed over more than half an hour', () => {
    // 20 m/s: 50 s in the fence are too short, at 10 m/s it is 100 s.
    expect(crossings([fix(0, -1_000), fix(100, 1_000), fix(200, 3_000), fix(300, 5_000)])).toEqual([]);
    expect(crossings([fix(0, -1_000), fix(200, 1_000), fix(300, 2_000), fix(400, 3_000)])).toEqual(['enter@50', 'exit@150']);
    expect(crossings([fix(0, -1_000), fix(2_000, 1_000), fix(2_100, 2_000), fix(2_200, 3_000)])).toEqual([]);
  });

  it('counts a stay that one fix alone was seen of by the time between its two ends', () => {
    expect(crossings([fix(0, 2_000), fix(300, 0), fix(600, -2_000), fix(700, -3_000), fix(800, -4_000)])).toEqual(['enter@225', 'exit@375']);
  });

  it('lets a fix whose circle lies over the line decide nothing', () => {
    const poor = [fix(0, 2_000), fix(60, 560, 100), fix(120, 600, 100), fix(180, 640, 100), fix(240, 620, 100)];
    expect(crossings(poor)).toEqual([]);
    expect(crossings([...poor, fix(300, 300, 100), fix(360, 300, 100)])).toEqual(['enter@263']);
  });

  it('counts in the hours of its calendar alone, by the clock of its zone', () => {
    // 2026-11-24 is a Tuesday; 00:00 UTC is 05:00 in Karachi.
    const track = [fix(0, 2_000), fix(300, 0), fix(600, 0), fix(900, 2_000), fix(1_200, 3_000)];
    expect(crossings(track, { calendar: { zone: 'Asia/Karachi', hours: [{ weekday: 2, from: '05:00', to: '06:00' }] } })).toHaveLength(2);
    expect(crossings(track, { calendar: { zone: 'Asia/Karachi', hours: [{ weekday: 2, from: '00:00', to: '01:00' }] } })).toEqual([]);
  });

  it('judges each fix by the form of its own time', () => {
    const ground = new Fence('f', [{ ...plain, since: new Date(START + 500_000) }], null);
    expect([ground.dwellAt(fix(499, 0)), ground.dwellAt(fix(500, 0))]).toEqual([null, plain.rule]);
  });
});

describe('the countries of the earth', () => {
  it.each([['Lahore', 31.52, 74.35, 'PK'], ['Sost', 36.7, 74.82, 'PK'], ['Kashgar', 39.47, 75.99, 'CN'], ['Bishkek', 42.87, 74.6, 'KG'], ['Almaty', 43.24, 76.9, 'KZ'], ['Kathmandu', 27.7, 85.3, 'NP'], ['Suva', -18.14, 178.44, 'FJ'], ['the Atlantic', 30, -40, null]])(
    'know %s', (_, latitude, longitude, country) => expect(countryAt({ latitude, longitude })).toBe(country),
  );

  it('are the ones of the outlines wherever one looks, whatever is known of the neighbourhood already', () => {
    // A metre before the antimeridian the outlines end already: there they are no measure.
    const degrees = (most: number): fc.Arbitrary<number> => fc.double({ min: -most, max: most, noNaN: true });
    fc.assert(fc.property(degrees(89.99), degrees(179.99), (latitude, longitude) => {
      expect(countryAt({ latitude, longitude })).toBe(iso1A2Code([longitude, latitude], { level: 'country' }));
    }), { numRuns: 5_000 });
    // Where the corridor's countries meet, so that most of what is asked lies near a border.
    fc.assert(fc.property(fc.double({ min: 35, max: 41, noNaN: true }), fc.double({ min: 70, max: 77, noNaN: true }), (latitude, longitude) => {
      expect(countryAt({ latitude, longitude })).toBe(iso1A2Code([longitude, latitude], { level: 'country' }));
    }), { numRuns: 10_000 });
  });

  it('are crossed where the outline is, between the last fix in one and the first in the other', () => {
    const over = (seconds: number, latitude: number): Fix => ({ ...fix(seconds, 0), latitude, longitude: 75.43 });
    const track = [over(0, 36.6), over(600, 36.7), over(1_200, 36.8), over(1_800, 36.9), over(2_400, 37.0), over(3_000, 37.1)];
    const lanes: Lanes = new Map();
    const turned = readOn(lanes, null, track, new Map([['countries', countries]])).map(({ turn }) => turn);
    expect(turned.map(({ from, to }) => [from, to])).toEqual([[null, 'PK'], ['PK', 'CN']]);
    const at = turned[1]?.at ?? 0;
    const share = (at - START) / 3_000_000;
    expect(countryAt({ latitude: 36.6 + 0.5 * (share - 0.002), longitude: 75.43 })).toBe('PK');
    expect(countryAt({ latitude: 36.6 + 0.5 * (share + 0.002), longitude: 75.43 })).toBe('CN');
  });
});

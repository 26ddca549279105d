import fc from 'fast-check';
import { hashRoll, judgeQuorum, presentAt, proveQuorum, type Interval, type RollSeat } from './judge-quorum.js';

const countries = ['PK', 'CN', 'RU', 'UZ', 'EG'];
const weight = fc.tuple(fc.integer({ min: 0, max: 999 }), fc.integer({ min: 1, max: 999_999 })).map(([whole, part]) => `${whole}.${String(part).padStart(6, '0')}`);
const roll = fc.array(fc.record({ countryCode: fc.constantFrom(...countries), weight }), { minLength: 1, maxLength: 60 })
  .map((seats) => seats.map((seat, at): RollSeat => ({ seatId: `s${String(at).padStart(2, '0')}`, institutionId: `i${at}`, ...seat })));
const fraction = fc.integer({ min: 1, max: 12 }).chain((denominator) => fc.record({ numerator: fc.integer({ min: 0, max: denominator }), denominator: fc.constant(denominator) }));
const rule = fc.record({ of: fc.constantFrom('seats' as const, 'weights' as const, 'countries' as const), atLeast: fraction, strict: fc.boolean() });
const situation = fc.record({ roll, rule, mask: fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }) });
const pick = (seats: readonly RollSeat[], mask: readonly boolean[]): Set<string> => new Set(seats.filter((_, at) => mask[at]).map((seat) => seat.seatId));

/** Weights in millionths, as whole numbers of any size: a second way to work it out. */
const millionths = (decimal: string): bigint => BigInt(decimal.replace('.', ''));

describe('the quorum', () => {
  it('agrees with whole-number arithmetic, to the last millionth', () => {
    fc.assert(fc.property(situation, ({ roll: seats, rule: r, mask }) => {
      const present = pick(seats, mask);
      const measure = (list: readonly RollSeat[]): bigint => {
        if (r.of === 'seats') return BigInt(list.length);
        if (r.of === 'countries') return BigInt(new Set(list.map((s) => s.countryCode)).size);
        return list.reduce((total, s) => total + millionths(s.weight), 0n);
      };
      const [left, right] = [measure(seats.filter((s) => present.has(s.seatId))) * BigInt(r.atLeast.denominator), measure(seats) * BigInt(r.atLeast.numerator)];
      expect(judgeQuorum(seats, present, r).quorate).toBe(present.size > 0 && (r.strict ? left > right : left >= right));
    }));
  });

  it('is never lost by one seat more', () => {
    fc.assert(fc.property(situation, fc.nat(59), ({ roll: seats, rule: r, mask }, extra) => {
      const present = pick(seats, mask);
      const more = new Set([...present, (seats[extra % seats.length] as RollSeat).seatId]);
      const [before, after] = [judgeQuorum(seats, present, r).quorate, judgeQuorum(seats, more, r).quorate];
      expect(!before || after).toBe(true);
    }));
  });

  it('is full when all are present, and none when nobody is', () => {
    fc.assert(fc.property(situation, ({ roll: seats, rule: r }) => {
      const all = judgeQuorum(seats, new Set(seats.map((s) => s.seatId)), { ...r, strict: false });
      expect(all).toMatchObject({ quorate: true, present: all.entitled });
      expect(judgeQuorum(seats, new Set(), r)).toMatchObject({ quorate: false, present: '0' });
    }));
  });

  it('counts no seat that is not on the roll', () => {
    const seats = [{ seatId: 'a', institutionId: 'x', countryCode: 'PK', weight: '1' }];
    expect(judgeQuorum(seats, new Set(['b', 'c']), { of: 'seats', atLeast: { numerator: 0, denominator: 1 }, strict: false })).toMatchObject({ present: '0', quorate: false });
  });

  it.each([
    ['seats', 28, true], ['seats', 27, false],
  ] as const)('of more than half of 55 %s holds with %i: %s', (of, count, quorate) => {
    const seats = Array.from({ length: 55 }, (_, at) => ({ seatId: `s${at}`, institutionId: `i${at}`, countryCode: 'PK', weight: '1' }));
    expect(judgeQuorum(seats, new Set(seats.slice(0, count).map((s) => s.seatId)), { of, atLeast: { numerator: 1, denominator: 2 }, strict: true }).quorate).toBe(quorate);
  });

  it('is exact at two thirds of decimal weights', () => {
    const seats = ['0.1', '0.1', '0.1'].map((w, at) => ({ seatId: `s${at}`, institutionId: `i${at}`, countryCode: 'PK', weight: w }));
    const twoThirds = { of: 'weights' as const, atLeast: { numerator: 2, denominator: 3 }, strict: false };
    expect(judgeQuorum(seats, new Set(['s0', 's1']), twoThirds)).toEqual({ of: 'weights', present: '0.2', entitled: '0.3', quorate: true });
    expect(judgeQuorum(seats, new Set(['s0', 's1']), { ...twoThirds, strict: true }).quorate).toBe(false);
  });
});

describe('the proof of a quorum', () => {
  it('can be worked out again from roll and ledger at its instant', () => {
    const stretch = fc.record({ seat: fc.nat(59), from: fc.nat(1000), lasts: fc.option(fc.nat(500)) });
    fc.assert(fc.property(situation, fc.array(stretch, { maxLength: 80 }), fc.nat(1500), ({ roll: seats, rule: r }, stretches, at) => {
      const ledger = stretches.map((s): Interval => ({ seatId: `s${String(s.seat).padStart(2, '0')}`, since: new Date(s.from), until: s.lasts === null ? null : new Date(s.from + s.lasts) }));
      const proof = proveQuorum(seats, presentAt(ledger, new Date(at)), r, 1, new Date(at));
      const again = proveQuorum([...seats].reverse(), presentAt([...ledger].reverse(), new Date(proof.at)), proof.rule, proof.rulesVersion, new Date(proof.at));
      expect(again).toEqual(proof);
    }));
  });

  it('has another roll hash when a weight changes, and the same when it is only written otherwise', () => {
    const seat = { seatId: 'a', institutionId: 'x', countryCode: 'PK', weight: '1.5' };
    expect(hashRoll([{ ...seat, weight: '1.50' }])).toBe(hashRoll([seat]));
    expect(hashRoll([{ ...seat, weight: '1.51' }])).not.toBe(hashRoll([seat]));
  });
});

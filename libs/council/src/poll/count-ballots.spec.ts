import fc from 'fast-check';
import type { alliance } from '#contracts';
import { countBallots, countByCountry, hashElectorate, judgeMajority, receiptOf, type Ballot, type Choice, type ElectorateSeat } from './count-ballots.js';

const weight = fc.tuple(fc.integer({ min: 0, max: 99 }), fc.integer({ min: 1, max: 999_999 })).map(([whole, part]) => `${whole}.${String(part).padStart(6, '0')}`);
const electorate = fc.array(fc.record({ weight, countryCode: fc.constantFrom('PK', 'CN', 'RU') }), { minLength: 1, maxLength: 60 })
  .map((seats) => seats.map((seat, at): ElectorateSeat => ({ seatId: `s${String(at).padStart(2, '0')}`, institutionId: `i${at}`, personIds: [`p${at}`], ...seat })));
const votes = fc.array(fc.constantFrom<Choice | null>('yes', 'no', 'abstain', null), { minLength: 60, maxLength: 60 });
const fraction = fc.integer({ min: 1, max: 12 }).chain((denominator) => fc.record({ numerator: fc.integer({ min: 0, max: denominator }), denominator: fc.constant(denominator) }));
const rule = fc.record<alliance.MajorityRule>({
  threshold: fraction, strict: fc.boolean(), base: fc.constantFrom('cast', 'valid', 'present', 'entitled'), unit: fc.constantFrom('weights', 'heads'), tie: fc.constant('fails'),
});
const cast = (seats: readonly ElectorateSeat[], choices: readonly (Choice | null)[]): Ballot[] =>
  seats.flatMap((seat, at) => { const choice = choices[at]; return choice ? [{ seatId: seat.seatId, choice }] : []; });
const everybody = (seats: readonly ElectorateSeat[]): Set<string> => new Set(seats.map((s) => s.seatId));
const millionths = (decimal: string): bigint => { const [whole = '0', part = ''] = decimal.split('.'); return BigInt(whole + part.padEnd(6, '0')); };
const simple = (over: Partial<alliance.MajorityRule> = {}): alliance.MajorityRule => ({ threshold: { numerator: 1, denominator: 2 }, strict: true, base: 'valid', unit: 'weights', tie: 'fails', ...over });
const seatsOf = (...weights: string[]): ElectorateSeat[] => weights.map((w, at) => ({ seatId: `s${at}`, institutionId: `i${at}`, countryCode: 'PK', weight: w, personIds: [] }));

describe('the count', () => {
  it('adds up: options to what is cast, countries to the whole, heads and weights apart, nothing rounded', () => {
    fc.assert(fc.property(electorate, votes, (seats, choices) => {
      const ballots = cast(seats, choices);
      const tally = countBallots(seats, ballots, everybody(seats));
      expect(Number(tally.heads.cast)).toBe(ballots.length);
      for (const unit of ['heads', 'weights'] as const) {
        const s = tally[unit];
        expect(millionths(s.yes) + millionths(s.no) + millionths(s.abstain)).toBe(millionths(s.cast));
        expect(millionths(s.yes) + millionths(s.no)).toBe(millionths(s.valid));
        const countries = countByCountry(seats, ballots);
        for (const option of ['yes', 'no', 'abstain'] as const) expect(countries.reduce((t, c) => t + millionths(c[unit][option]), 0n)).toBe(millionths(s[option]));
      }
      expect(seats.reduce((t, seat) => t + millionths(seat.weight), 0n)).toBe(millionths(tally.weights.entitled));
    }));
  });

  it('knows no ballot of a seat outside the electorate', () => {
    expect(countBallots(seatsOf('1'), [{ seatId: 'stranger', choice: 'yes' }], new Set()).heads.cast).toBe('0');
  });
});

describe('the majority', () => {
  it('agrees with whole-number arithmetic on any rule', () => {
    fc.assert(fc.property(electorate, votes, rule, fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }), (seats, choices, r, mask) => {
      const tally = countBallots(seats, cast(seats, choices), new Set(seats.filter((_, at) => mask[at]).map((s) => s.seatId)));
      const series = tally[r.unit];
      const [yes, no, base] = [millionths(series.yes), millionths(series.no), millionths(series[r.base])];
      const [left, right] = [yes * BigInt(r.threshold.denominator), base * BigInt(r.threshold.numerator)];
      const carried = (r.strict ? left > right : left >= right) && yes > 0n && (yes !== no || 2 * r.threshold.numerator < r.threshold.denominator);
      expect(judgeMajority(tally, r).outcome).toBe(carried ? 'carried' : 'lost');
    }));
  });

  it('is never reached by one opponent more', () => {
    fc.assert(fc.property(electorate, votes, rule, weight, (seats, choices, r, more) => {
      const outcome = (of: readonly ElectorateSeat[], ballots: readonly Ballot[]): string => judgeMajority(countBallots(of, ballots, everybody(of)), r).outcome;
      const opponent = { seatId: 'z', institutionId: 'z', countryCode: 'PK', weight: more, personIds: [] };
      const before = outcome(seats, cast(seats, choices));
      expect([before, outcome([...seats, opponent], [...cast(seats, choices), { seatId: 'z', choice: 'no' }])]).not.toEqual(['lost', 'carried']);
    }), { numRuns: 2_000 });
  });

  it('is exact at two thirds of decimal weights', () => {
    const seats = seatsOf('0.1', '0.1', '0.1');
    const tally = countBallots(seats, cast(seats, ['yes', 'yes', 'no']), new Set());
    const twoThirds = simple({ threshold: { numerator: 2, denominator: 3 }, strict: false });
    expect(judgeMajority(tally, twoThirds)).toEqual({ outcome: 'carried', unit: 'weights', inFavour: '0.2', base: '0.3' });
    expect(judgeMajority(tally, { ...twoThirds, strict: true }).outcome).toBe('lost');
    const short = seatsOf('0.1', '0.099999', '0.1');
    expect(judgeMajority(countBallots(short, cast(short, ['yes', 'yes', 'no']), new Set()), twoThirds).outcome).toBe('lost');
  });

  it.each([
    ['a tie, even where half is enough', ['yes', 'no'], simple({ strict: false }), 'lost'],
    ['a tie where a third is enough', ['yes', 'no'], simple({ strict: false, threshold: { numerator: 1, denominator: 3 } }), 'carried'],
    ['no valid vote, even where nothing is asked', ['abstain', 'abstain'], simple({ strict: false, threshold: { numerator: 0, denominator: 1 } }), 'lost'],
    ['no ballot at all', [null, null], simple({ strict: false }), 'lost'],
    ['one in favour, the other abstaining, of what is valid', ['yes', 'abstain'], simple(), 'carried'],
    ['one in favour, the other abstaining, of what is cast', ['yes', 'abstain'], simple({ base: 'cast' }), 'lost'],
    ['one in favour, the other silent, of all entitled', ['yes', null], simple({ base: 'entitled' }), 'lost'],
    ['both in favour where all are asked', ['yes', 'yes'], simple({ base: 'entitled', strict: false, threshold: { numerator: 1, denominator: 1 } }), 'carried'],
  ] as const)('judges %s', (_, choices, r, outcome) => {
    const seats = seatsOf('1', '1');
    expect(judgeMajority(countBallots(seats, cast(seats, choices), everybody(seats)), r).outcome).toBe(outcome);
  });

  it('tells heads from weights', () => {
    const seats = seatsOf('5', '1', '1');
    const tally = countBallots(seats, cast(seats, ['yes', 'no', 'no']), everybody(seats));
    expect([judgeMajority(tally, simple()).outcome, judgeMajority(tally, simple({ unit: 'heads' })).outcome]).toEqual(['carried', 'lost']);
  });
});

describe('what is frozen', () => {
  it('has one hash whatever the order, and another when a person joins', () => {
    fc.assert(fc.property(electorate, (seats) => {
      expect(hashElectorate([...seats].reverse())).toBe(hashElectorate(seats));
      expect(hashElectorate(seats.map((s, at) => (at === 0 ? { ...s, personIds: [...s.personIds, 'q'] } : s)))).not.toBe(hashElectorate(seats));
    }));
  });

  it('gives another receipt for another choice', () => {
    const ballot = { pollId: 'p', electorateHash: 'h', seatId: 's', weight: '1', castAt: new Date(0) };
    expect(receiptOf({ ...ballot, choice: 'yes' })).toMatch(/^[0-9a-f]{5}(-[0-9a-f]{5}){3}$/);
    expect(receiptOf({ ...ballot, choice: 'yes' })).not.toBe(receiptOf({ ...ballot, choice: 'no' }));
  });
});

import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { alliance, council } from '#contracts';

/** Decimals are counted in millionths, as whole numbers: another way than the hub's own, so that one mistake cannot hide in both. */
const PLACES = 6;
const UNIT = 10n ** BigInt(PLACES);

export function toMillionths(decimal: string): bigint {
  const [whole = '0', part = ''] = decimal.split('.');
  return BigInt(whole) * UNIT + BigInt(part.padEnd(PLACES, '0'));
}

export function toDecimal(millionths: bigint): string {
  const part = String(millionths % UNIT).padStart(PLACES, '0').replace(/0+$/, '');
  return part === '' ? String(millionths / UNIT) : `${millionths / UNIT}.${part}`;
}

type Voter = Pick<z.output<typeof council.electorateSeat>, 'seatId' | 'institutionId' | 'countryCode' | 'weight'>;
type Ballots = ReadonlyMap<string, z.output<typeof council.choice>>;
type Series = council.Tally['heads'];

/** Counts the ballots of an electorate: heads and weights apart. `present` are the seats that were present at the opening, or came later and voted. */
export function countAgain(electorate: readonly Voter[], ballots: Ballots, present: ReadonlySet<string>): council.Tally {
  const series = (size: (seat: Voter) => bigint): Series => {
    const total = (those: (seat: Voter) => boolean): bigint => electorate.reduce((sum, seat) => (those(seat) ? sum + size(seat) : sum), 0n);
    const [yes, no, abstain] = (['yes', 'no', 'abstain'] as const).map((choice) => total((seat) => ballots.get(seat.seatId) === choice)) as [bigint, bigint, bigint];
    return {
      yes: toDecimal(yes), no: toDecimal(no), abstain: toDecimal(abstain), cast: toDecimal(yes + no + abstain), valid: toDecimal(yes + no),
      present: toDecimal(total((seat) => present.has(seat.seatId))), entitled: toDecimal(total(() => true)),
    };
  };
  return { heads: series(() => UNIT), weights: series((seat) => toMillionths(seat.weight)) };
}

/** What the frozen rule makes of a count. */
export function judgeAgain(tally: council.Tally, rule: alliance.MajorityRule): 'carried' | 'lost' {
  const series = tally[rule.unit];
  const [yes, no, base] = [series.yes, series.no, series[rule.base]].map(toMillionths) as [bigint, bigint, bigint];
  const [left, right] = [yes * BigInt(rule.threshold.denominator), base * BigInt(rule.threshold.numerator)];
  return (rule.strict ? left > right : left >= right) && yes > 0n && yes !== no ? 'carried' : 'lost';
}

type Interval = z.output<typeof council.interval>;

/** The seats that the ledger of presence shows at an instant. */
export function presentAt(ledger: readonly Interval[], at: string): Set<string> {
  const instant = Date.parse(at);
  return new Set(ledger.filter((one) => Date.parse(one.since) <= instant && (one.until === null || Date.parse(one.until) > instant)).map((one) => one.seatId));
}

/** How far these seats meet the rule. */
export function quorumAgain(roll: readonly Voter[], present: ReadonlySet<string>, rule: alliance.QuorumRule): council.QuorumState {
  const measure = (seats: readonly Voter[]): bigint => {
    if (rule.of === 'seats') return BigInt(seats.length) * UNIT;
    if (rule.of === 'countries') return BigInt(new Set(seats.map((seat) => seat.countryCode)).size) * UNIT;
    return seats.reduce((sum, seat) => sum + toMillionths(seat.weight), 0n);
  };
  const here = roll.filter((seat) => present.has(seat.seatId));
  const [there, all] = [measure(here), measure(roll)];
  const [left, right] = [there * BigInt(rule.atLeast.denominator), all * BigInt(rule.atLeast.numerator)];
  return { of: rule.of, present: toDecimal(there), entitled: toDecimal(all), quorate: here.length > 0 && (rule.strict ? left > right : left >= right) };
}

/** SHA-256 over one line a seat (seat, institution, country, weight, then `more`), in the order of seat ids. */
export function hashAgain<S extends Voter>(seats: readonly S[], more: (seat: S) => readonly string[] = () => []): string {
  const lines = [...seats].sort((a, b) => (a.seatId < b.seatId ? -1 : 1))
    .map((seat) => [seat.seatId, seat.institutionId, seat.countryCode, toDecimal(toMillionths(seat.weight)), ...more(seat)].join(' '));
  return createHash('sha256').update(lines.join('\n')).digest('hex');
}

/** The receipt that a ballot must have: it binds poll, electorate, seat, choice, weight and instant. */
export function receiptAgain(...bound: readonly string[]): string {
  return (createHash('sha256').update(bound.join(' ')).digest('hex').slice(0, 20).match(/.{5}/g) ?? []).join('-');
}

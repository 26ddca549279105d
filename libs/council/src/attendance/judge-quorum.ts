import { createHash } from 'node:crypto';
import { Big } from 'big.js';
import type { alliance, council } from '#contracts';

/** One active seat of the roll, as far as rules look at it. */
export interface RollSeat {
  readonly seatId: string;
  readonly institutionId: string;
  readonly countryCode: string;
  /** An exact decimal as text. */
  readonly weight: string;
}

/** A stretch of presence; the end is outside of it. */
export interface Interval {
  readonly seatId: string;
  readonly since: Date;
  readonly until: Date | null;
}

/** The seats that are present at an instant, by the ledger of presence. */
export function presentAt(ledger: readonly Interval[], at: Date): ReadonlySet<string> {
  return new Set(ledger.filter((i) => i.since <= at && (i.until === null || i.until > at)).map((i) => i.seatId));
}

/**
 * Whether a quorum is present: at least (strict: more than) the rule's part of what is entitled, in the rule's unit.
 * Cross-multiplied, so that 2/3 of 55 is exact. Nobody present is never a quorum.
 */
export function judgeQuorum(roll: readonly RollSeat[], present: ReadonlySet<string>, rule: alliance.QuorumRule): council.QuorumState {
  const here = roll.filter((seat) => present.has(seat.seatId));
  const [there, all] = [measure(here, rule.of), measure(roll, rule.of)];
  const [left, right] = [there.times(rule.atLeast.denominator), all.times(rule.atLeast.numerator)];
  const quorate = here.length > 0 && (rule.strict ? left.gt(right) : left.gte(right));
  return { of: rule.of, present: there.toFixed(), entitled: all.toFixed(), quorate };
}

function measure(seats: readonly RollSeat[], of: alliance.QuorumRule['of']): Big {
  if (of === 'seats') return new Big(seats.length);
  if (of === 'countries') return new Big(new Set(seats.map((seat) => seat.countryCode)).size);
  return sum(seats.map((seat) => seat.weight));
}

/** The exact sum of decimals. */
export function sum(decimals: readonly string[]): Big {
  return decimals.reduce((total, decimal) => total.plus(decimal), new Big(0));
}

/** SHA-256 of a roll: seat, institution, country and weight of every seat, in the order of seat ids. */
export function hashRoll(roll: readonly RollSeat[]): string {
  const lines = inOrder(roll).map((seat) => [seat.seatId, seat.institutionId, seat.countryCode, new Big(seat.weight).toFixed()].join(' '));
  return createHash('sha256').update(lines.join('\n')).digest('hex');
}

/** A quorum with all that is needed to work it out again. */
export function proveQuorum(roll: readonly RollSeat[], present: ReadonlySet<string>, rule: alliance.QuorumRule, rulesVersion: number, at: Date): council.QuorumProof {
  const seatIds = inOrder(roll).map((seat) => seat.seatId).filter((id) => present.has(id));
  return { ...judgeQuorum(roll, present, rule), rule, rulesVersion, at: at.toISOString(), rollHash: hashRoll(roll), seatIds };
}

function inOrder(roll: readonly RollSeat[]): readonly RollSeat[] {
  return [...roll].sort((a, b) => (a.seatId < b.seatId ? -1 : 1));
}

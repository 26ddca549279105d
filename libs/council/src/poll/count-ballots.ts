import { createHash } from 'node:crypto';
import { Big } from 'big.js';
import type { z } from 'zod';
import type { alliance, council } from '#contracts';
import { sum } from '../attendance/judge-quorum.js';

/** A seat of the frozen electorate. */
export interface ElectorateSeat {
  readonly seatId: string;
  readonly institutionId: string;
  readonly countryCode: string;
  readonly weight: string;
  /** Everybody who could act for the seat when the poll opened. */
  readonly personIds: readonly string[];
}

export type Choice = z.output<typeof council.choice>;
type CountryTally = z.output<typeof council.countryTally>;

export interface Ballot {
  readonly seatId: string;
  readonly choice: Choice;
}

/** Counts heads and weights apart; ballots of seats outside the electorate do not exist here. */
export function countBallots(electorate: readonly ElectorateSeat[], ballots: readonly Ballot[], present: ReadonlySet<string>): council.Tally {
  const chosen = new Map(ballots.map((ballot) => [ballot.seatId, ballot.choice]));
  const here = electorate.filter((seat) => present.has(seat.seatId));
  const series = (size: (seats: readonly ElectorateSeat[]) => Big): council.Tally['heads'] => {
    const by = (choice: Choice): Big => size(electorate.filter((seat) => chosen.get(seat.seatId) === choice));
    const [yes, no, abstain] = [by('yes'), by('no'), by('abstain')];
    return {
      yes: yes.toFixed(), no: no.toFixed(), abstain: abstain.toFixed(), cast: yes.plus(no).plus(abstain).toFixed(), valid: yes.plus(no).toFixed(),
      present: size(here).toFixed(), entitled: size(electorate).toFixed(),
    };
  };
  return { heads: series((seats) => new Big(seats.length)), weights: series((seats) => sum(seats.map((seat) => seat.weight))) };
}

/** The same count for each country, in the order of country codes. */
export function countByCountry(electorate: readonly ElectorateSeat[], ballots: readonly Ballot[]): readonly CountryTally[] {
  const codes = [...new Set(electorate.map((seat) => seat.countryCode))].sort();
  return codes.map((countryCode) => {
    const { heads, weights } = countBallots(electorate.filter((seat) => seat.countryCode === countryCode), ballots, new Set());
    const options = ({ yes, no, abstain }: council.Tally['heads']): CountryTally['heads'] => ({ yes, no, abstain });
    return { countryCode, heads: options(heads), weights: options(weights) };
  });
}

/**
 * The verdict by the frozen rule, in exact decimals: carried when the votes in favour reach (strict: exceed) the
 * threshold's part of the base. Where half is enough a tie fails; a motion that nobody favours does, whatever the threshold.
 */
export function judgeMajority(tally: council.Tally, rule: alliance.MajorityRule): z.output<typeof council.verdict> {
  const series = tally[rule.unit];
  const [yes, base] = [new Big(series.yes), new Big(series[rule.base])];
  const [left, right] = [yes.times(rule.threshold.denominator), base.times(rule.threshold.numerator)];
  const reached = rule.strict ? left.gt(right) : left.gte(right);
  const isTie = 2 * rule.threshold.numerator >= rule.threshold.denominator && yes.eq(series.no);
  const carried = reached && yes.gt(0) && !isTie;
  return { outcome: carried ? 'carried' : 'lost', unit: rule.unit, inFavour: series.yes, base: series[rule.base] };
}

/** SHA-256 of the frozen electorate: seat, institution, country, weight and persons, in the order of seat ids. */
export function hashElectorate(electorate: readonly ElectorateSeat[]): string {
  const lines = [...electorate].sort((a, b) => (a.seatId < b.seatId ? -1 : 1))
    .map((seat) => [seat.seatId, seat.institutionId, seat.countryCode, new Big(seat.weight).toFixed(), ...[...seat.personIds].sort()].join(' '));
  return createHash('sha256').update(lines.join('\n')).digest('hex');
}

/** What the voter keeps: a short code that binds poll, electorate, seat, choice, weight and instant. */
export function receiptOf(ballot: { pollId: string; electorateHash: string; seatId: string; choice: Choice; weight: string; castAt: Date }): string {
  const text = [ballot.pollId, ballot.electorateHash, ballot.seatId, ballot.choice, ballot.weight, ballot.castAt.toISOString()].join(' ');
  const code = createHash('sha256').update(text).digest('hex').slice(0, 20);
  return code.match(/.{5}/g)?.join('-') ?? code;
}

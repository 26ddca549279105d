import { z } from 'zod';
import { command, event, query } from '../catalogue/declare.js';
import { majorityRule, newMajorityRule } from '../alliance.js';
import { quorumProof } from './attendance.js';
import { countryCode, decimal, id, instant, ofSeat, paging, sample, sha256 } from './words.js';
import { readable } from '../readable.js';

export const choice = z.enum(['yes', 'no', 'abstain']);
export const pollState = z.enum(['draft', 'open', 'closing', 'closed', 'declared', 'annulled']);
/** What a second, different ballot of one seat does: the first stands, or the last counts. */
export const secondBallot = z.enum(['first_stands', 'last_counts']);

const concerned = { meetingId: id, pollId: id };

/** One series: ballots by option, and what a majority may be counted against (`present`: the seats that were present at the opening, or came later and voted). Heads are whole numbers, weights exact decimals; the two are never mixed. */
const series = { yes: decimal, no: decimal, abstain: decimal, cast: decimal, valid: decimal, present: decimal, entitled: decimal };
export const tally = z.object({ heads: z.object(series), weights: z.object(series) });
export type Tally = z.output<typeof tally>;
const counted = z.object({ yes: decimal, no: decimal, abstain: decimal });
export const countryTally = z.object({ countryCode, heads: counted, weights: counted });

export const outcome = z.enum(['carried', 'lost']);
/** `inFavour` is held against `base` by the rule, both in the rule's unit: carried when inFavour ≥ (strict: >) threshold × base. */
export const verdict = z.object({ outcome, unit: z.enum(['weights', 'heads']), inFavour: decimal, base: decimal });

export const openPoll = command('council.poll.open', {
  summary: 'The chair puts a motion to an open named vote. Electorate, weights, text and majority rule are frozen in the same act; a quorum must be present.',
  input: z.strictObject({ meetingId: id, motionId: id, majority: newMajorityRule.optional(), seconds: z.number().int().min(1).max(86_400).optional(), secondBallot: secondBallot.default('first_stands') }),
  output: z.object({ pollId: id, electorateHash: sha256, textHash: sha256, openedAt: instant, deadline: instant.nullable() }),
  errors: ['meeting_state', 'motion_unknown', 'motion_state', 'inquorate', 'poll_running'],
});
export const castBallot = command('council.ballot.cast', {
  summary: 'Whoever acts for a seat casts its ballot. The same choice again, from any device, gives the same receipt.',
  input: z.strictObject({ ...concerned, seatId: id, choice }),
  output: z.object({ pollId: id, seatId: id, choice, weight: decimal, castAt: instant, receipt: z.string() }),
  errors: ['poll_unknown', 'poll_closed', 'not_entitled', 'not_acting', 'ballot_already_cast'],
});
export const closePoll = command('council.poll.close', {
  summary: 'Closes the poll and counts it in one act: ballots that were received before count, later ones are refused.',
  input: z.strictObject(concerned), output: z.object({ pollId: id, state: pollState, closedAt: instant, tally }), errors: ['poll_unknown', 'poll_state'],
});
export const declarePoll = command('council.poll.declare', {
  summary: 'The chair declares the result by the frozen rule, in session; a quorum must be present.',
  input: z.strictObject(concerned), output: z.object({ pollId: id, state: pollState, verdict, tally }), errors: ['meeting_state', 'poll_unknown', 'poll_state', 'inquorate'],
});
export const annulPoll = command('council.poll.annul', {
  summary: 'The chair annuls a poll that is not declared; the motion may be put to the vote again.',
  input: z.strictObject({ ...concerned, reason: readable(300) }), output: z.object({ pollId: id, state: pollState }), errors: ['poll_unknown', 'poll_state'],
});

const sampleSeries = { yes: '20', no: '8', abstain: '3', cast: '31', valid: '28', present: '31', entitled: '55' };
const sampleTally = { heads: sampleSeries, weights: sampleSeries };
const sampleProof = {
  of: 'seats' as const, present: '1', entitled: '1', quorate: true, rule: { of: 'seats' as const, atLeast: { numerator: 1, denominator: 2 }, strict: true },
  rulesVersion: 1, at: sample.at, rollHash: sample.hash,
};
const sampleMajority = { threshold: { numerator: 1, denominator: 2 }, strict: true, base: 'valid' as const, unit: 'weights' as const, tie: 'fails' as const };

export const pollOpened = event('council.poll.opened.v1', {
  summary: 'A poll is open; everything that decides it is frozen.', stream: 'meeting', audience: ['public'],
  data: z.object({
    pollId: id, motionId: id, majority: majorityRule, secondBallot, openedAt: instant, deadline: instant.nullable(),
    electorateHash: sha256, textHash: sha256, entitledSeats: z.number().int(), entitledWeight: decimal,
  }),
  example: {
    pollId: sample.poll, motionId: sample.motion, majority: sampleMajority, secondBallot: 'first_stands', openedAt: sample.at, deadline: null,
    electorateHash: sample.hash, textHash: sample.hash, entitledSeats: 55, entitledWeight: '55',
  },
});
export const ballotCast = event('council.ballot.cast.v1', {
  summary: 'A seat has voted, openly; a later one of the same seat replaces it where the last counts.', stream: 'meeting', audience: ['members'],
  data: z.object({ pollId: id, seatId: id, choice, ...ofSeat }), example: { pollId: sample.poll, seatId: sample.seat, choice: 'yes', institutionId: sample.institution, countryCode: 'CN' },
});
export const pollClosed = event('council.poll.closed.v1', {
  summary: 'The poll is closed and counted; the chair has yet to declare the result.', stream: 'meeting', audience: ['public'],
  data: z.object({ pollId: id, closedAt: instant, tally }), example: { pollId: sample.poll, closedAt: sample.at, tally: sampleTally },
});
export const pollDeclared = event('council.poll.declared.v1', {
  summary: 'The chair declared the result. Who was present, and the count by seat and by country, are read from the poll.', stream: 'meeting', audience: ['public'],
  data: z.object({ pollId: id, motionId: id, verdict, tally, proof: quorumProof.omit({ seatIds: true }) }),
  example: { pollId: sample.poll, motionId: sample.motion, verdict: { outcome: 'carried', unit: 'weights', inFavour: '20', base: '28' }, tally: sampleTally, proof: sampleProof },
});
export const pollAnnulled = event('council.poll.annulled.v1', {
  summary: 'The chair annulled a poll, and why.', stream: 'meeting', audience: ['public'],
  data: z.object({ pollId: id, motionId: id, reason: z.string() }), example: { pollId: sample.poll, motionId: sample.motion, reason: 'The text shown was not the text tabled.' },
});

export const pollFacts = z.object({
  id, motionId: id, state: pollState, version: z.number().int(), majority: majorityRule, secondBallot, openedAt: instant, deadline: instant.nullable(), closedAt: instant.nullable(), declaredAt: instant.nullable(),
  electorateHash: sha256, textHash: sha256, entitledSeats: z.number().int(), entitledWeight: decimal,
  /** Ballots cast so far; while the poll is open it says how many, not how. */
  castSeats: z.number().int(),
  tally: tally.nullable(), verdict: verdict.nullable(), annulledFor: z.string().nullable(),
});
export type PollFacts = z.output<typeof pollFacts>;
/**
 * A seat as frozen at opening, with its ballot; `ballot` is null when it has none, or when the reader is no member. The electorate's hash
 * is SHA-256 over one line a seat, in the order of seat ids and joined by line feeds: seatId, institutionId, countryCode, weight, then the
 * personIds in their order as text, a space between each two.
 */
export const electorateSeat = z.object({
  seatId: id, institutionId: id, countryCode, weight: decimal, present: z.boolean(),
  /** Everybody who could act for the seat when the poll opened. */
  personIds: z.array(id),
  ballot: z.object({ choice, personId: id, castAt: instant, receipt: z.string() }).nullable(),
});

export const polls = query('council.poll.list', {
  summary: 'The polls of a meeting, in the order of their opening.', path: '/meetings/{meetingId}/polls', list: true,
  params: z.strictObject({ meetingId: id, ...paging }), output: pollFacts,
});
export const pollById = query('council.poll.read', {
  summary: 'One poll: result, proofs and electorate; for members the count by country and the named ballots.', path: '/meetings/{meetingId}/polls/{pollId}', params: z.strictObject(concerned),
  output: pollFacts.extend({
    openingProof: quorumProof, declaringProof: quorumProof.nullable(),
    /** Empty until the poll is counted, and for who reads no named ballots: they would follow from it. */
    countries: z.array(countryTally),
    electorate: z.array(electorateSeat),
  }),
  errors: ['poll_unknown'],
});

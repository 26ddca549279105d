import type { EntityManager } from 'typeorm';
import { council } from '#contracts';
import { DomainError } from '#kernel';
import type { Work } from '#log';
import { saveMeeting, streamOf, type Meeting } from '../meeting/meeting.entity.js';
import { readRoll, type Seat } from '../roll/read-roll.js';
import { hashRoll, judgeQuorum, proveQuorum } from './judge-quorum.js';
import { presentSeats } from './presence.entity.js';

/**
 * Counts the quorum of a locked meeting after presence or roll changed at `at`, and tells the room when the meeting
 * became quorate or inquorate, or stands on another roll.
 */
export async function settleQuorum(work: Work, meeting: Meeting, at: Date): Promise<council.QuorumState> {
  const roll = await readRoll(work.db, meeting.bodyId);
  const state = judgeQuorum(roll, await presentSeats(work.db, meeting.id), meeting.quorum);
  const otherRoll = await keepRoll(work.db, meeting, roll, at);
  const turned = state.quorate !== meeting.quorate;
  meeting.quorate = state.quorate;
  await saveMeeting(work.db, meeting, 'quorate', 'rollHash', 'ledgerAt');
  if (otherRoll || turned) work.record(council.quorumChanged, streamOf(meeting.id), state);
  return state;
}

/** A quorum is present now: the proof of it, for the decision that rests on it. Refuses the act below quorum. */
export async function insistOnQuorum(work: Work, meeting: Meeting): Promise<council.QuorumProof> {
  const at = meeting.tick(work.now);
  const roll = await readRoll(work.db, meeting.bodyId);
  const proof = proveQuorum(roll, await presentSeats(work.db, meeting.id), meeting.quorum, meeting.rulesVersion, at);
  if (!proof.quorate) {
    throw new DomainError('inquorate', `No quorum is present (${proof.present} of ${proof.entitled} ${proof.of}); wait for seats to check in, recess or adjourn.`, { of: proof.of, present: proof.present, entitled: proof.entitled });
  }
  await keepRoll(work.db, meeting, roll, at);
  await saveMeeting(work.db, meeting, 'rollHash', 'ledgerAt');
  return proof;
}

/** Files the roll from this instant on when it is another one than was counted before. */
async function keepRoll(db: EntityManager, meeting: Meeting, roll: readonly Seat[], at: Date): Promise<boolean> {
  const hash = hashRoll(roll);
  if (hash === meeting.rollHash) return false;
  meeting.rollHash = hash;
  const seats = roll.map(({ seatId, institutionId, countryCode, weight }) => ({ seatId, institutionId, countryCode, weight }));
  await db.query('INSERT INTO council_roll (meeting_id, since, hash, seats) VALUES ($1, $2, $3, $4)', [meeting.id, at, hash, JSON.stringify(seats)]);
  return true;
}

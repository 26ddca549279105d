import { Injectable } from '@nestjs/common';
import { council, type Input, type Output } from '#contracts';
import { refuseOn } from '#db';
import { DomainError, newId, type Principal } from '#kernel';
import type { Work } from '#log';
import { type CommandHandler, Handles, insistOn } from '#realtime';
import { insistOnQuorum } from '../attendance/settle-quorum.js';
import { sum } from '../attendance/judge-quorum.js';
import { lockMeeting, streamOf, type Meeting } from '../meeting/meeting.entity.js';
import { motionMachine } from '../motion/motion-states.js';
import { Motion, motionOf } from '../motion/motion.entity.js';
import { peopleOf, readRoll } from '../roll/read-roll.js';
import { hashElectorate, type ElectorateSeat } from './count-ballots.js';
import { Poll } from './poll.entity.js';

/**
 * Freezes and opens in one transaction: the seats as they stand now, with their weights and people, present or not,
 * the text by its hash, and the majority rule. What changes in the alliance later counts from the next poll; only who
 * casts a seat's ballot is decided at that moment, by who acts for it.
 */
@Injectable()
@Handles(council.openPoll, (input) => ({ kind: 'meeting', id: input.meetingId }))
export class OpenPoll implements CommandHandler<typeof council.openPoll> {
  async execute(_: Principal, input: Input<typeof council.openPoll>, work: Work): Promise<Output<typeof council.openPoll>> {
    const { db, now } = work;
    const { meetingId, motionId } = input;
    const meeting = await lockMeeting(db, meetingId);
    meeting.insist(['in_session']);
    const motion = await motionOf(db, meetingId, motionId);
    // The motion stands in a vote already: that vote is what is in the way, not the motion.
    if (motion.state === 'voting') throw running();
    insistOn(motionMachine, motion.state, ['tabled']);
    const openingProof = await insistOnQuorum(work, meeting);

    const electorate = await electorateOf(work, meeting);
    const frozen = {
      majority: input.majority ?? meeting.majority, secondBallot: input.secondBallot, electorateHash: hashElectorate(electorate), textHash: motion.textHash,
      entitledSeats: electorate.length, entitledWeight: sum(electorate.map((seat) => seat.weight)).toFixed(),
    };
    const deadline = input.seconds === undefined ? null : new Date(now.getTime() + input.seconds * 1000);
    const id = newId();
    await db.insert(Poll, { id, meetingId, motionId, state: 'open', version: 1, ...frozen, openedAt: now, deadline, openingProof })
      .catch(refuseOn('council_one_open_poll', running()));
    await freeze(work, meetingId, id, electorate, new Set(openingProof.seatIds));
    await db.update(Motion, { id: motionId }, { state: 'voting' });
    const times = { openedAt: now.toISOString(), deadline: deadline?.toISOString() ?? null };
    work.record(council.pollOpened, streamOf(meetingId), { pollId: id, motionId, ...frozen, ...times });
    return { pollId: id, electorateHash: frozen.electorateHash, textHash: frozen.textHash, ...times };
  }
}

const running = (): DomainError => new DomainError('poll_running', 'A poll of this meeting is not finished; close it and declare it, or annul it.');

async function electorateOf(work: Work, meeting: Meeting): Promise<readonly ElectorateSeat[]> {
  const roll = await readRoll(work.db, meeting.bodyId);
  return roll.map((seat) => ({ seatId: seat.seatId, institutionId: seat.institutionId, countryCode: seat.countryCode, weight: seat.weight, personIds: peopleOf(seat) }));
}

/** Writes what was read and hashed, not what stands there by now. */
async function freeze(work: Work, meetingId: string, pollId: string, electorate: readonly ElectorateSeat[], present: ReadonlySet<string>): Promise<void> {
  const rows = electorate.map((seat) => ({ ...seat, personIds: `{${seat.personIds.join(',')}}`, present: present.has(seat.seatId) }));
  await work.db.query(
    `INSERT INTO council_electorate (poll_id, meeting_id, seat_id, institution_id, country_code, weight, person_ids, present)
     SELECT $1, $2, "seatId", "institutionId", "countryCode", weight::numeric, "personIds"::uuid[], present
     FROM jsonb_to_recordset($3::jsonb) AS s("seatId" uuid, "institutionId" uuid, "countryCode" text, weight text, "personIds" text, present boolean)`,
    [pollId, meetingId, JSON.stringify(rows)],
  );
}

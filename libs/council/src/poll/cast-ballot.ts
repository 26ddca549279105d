import { Injectable } from '@nestjs/common';
import { council, type Input, type Output } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import type { RollSeat } from '../attendance/judge-quorum.js';
import { streamOf } from '../meeting/meeting.entity.js';
import { whose } from '../roll/read-roll.js';
import { receiptOf, type Choice } from './count-ballots.js';
import { lockPoll, type Poll } from './poll.entity.js';

type Cast = Input<typeof council.castBallot>;
type Receipt = Output<typeof council.castBallot>;
type Seat = Pick<RollSeat, 'weight' | 'institutionId' | 'countryCode'>;

/**
 * A seat votes. Identity is the seat, never a line or a device: the primary key of the ballots lets one in. Ballots of
 * one poll share its lock and do not wait for each other; a closing poll waits for those in flight and counts them,
 * and what comes later finds it closed. The reply, with the receipt, leaves after the commit.
 */
@Injectable()
@Handles(council.castBallot, (input) => ({ kind: 'meeting', id: input.meetingId }))
export class CastBallot implements CommandHandler<typeof council.castBallot> {
  async execute(actor: Principal, input: Cast, work: Work): Promise<Receipt> {
    const poll = await lockPoll(work.db, input.meetingId, input.pollId, 'pessimistic_read');
    // The server's clock decides, and the time of this transaction: before the deadline is in time.
    if (poll.state !== 'open' || (poll.deadline !== null && work.now >= poll.deadline)) throw new DomainError('poll_closed', 'The poll is closed; this ballot does not count.');
    const { weight, ...seat } = await this.entitled(actor, input, work);

    const ballot = { pollId: input.pollId, seatId: input.seatId, choice: input.choice, weight, castAt: work.now };
    const receipt = receiptOf({ ...ballot, electorateHash: poll.electorateHash });
    const inserted = await work.db.query<unknown[]>(
      `INSERT INTO council_ballot (poll_id, seat_id, meeting_id, choice, person_id, cast_at, receipt) VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT ON CONSTRAINT council_one_ballot_per_seat DO NOTHING RETURNING 1`,
      [input.pollId, input.seatId, input.meetingId, input.choice, actor.personId, work.now, receipt],
    );
    if (inserted.length === 0 && (await this.second(actor, input, work, poll, receipt)) === 'same') return this.first(input, work, weight);
    work.record(council.ballotCast, streamOf(input.meetingId), { pollId: input.pollId, seatId: input.seatId, choice: input.choice, ...seat });
    return { ...ballot, castAt: work.now.toISOString(), receipt };
  }

  /**
   * The seat is in the frozen electorate, and the actor acts for it; answers its weight and whose it is. Until the ballot stands nobody else
   * takes the seat, nor is it left: whoever does waits, or has done so before.
   */
  private async entitled(actor: Principal, input: Cast, work: Work): Promise<Seat> {
    const [row] = await work.db.query<(Seat & { acting: string | null })[]>(
      `WITH p AS MATERIALIZED (SELECT seat_id, person_id FROM council_presence WHERE meeting_id = $3 AND seat_id = $2 AND until IS NULL FOR SHARE)
       SELECT trim_scale(e.weight)::text AS weight, e.institution_id AS "institutionId", e.country_code AS "countryCode", p.person_id AS acting
       FROM council_electorate e LEFT JOIN p ON p.seat_id = e.seat_id WHERE e.poll_id = $1 AND e.seat_id = $2`,
      [input.pollId, input.seatId, input.meetingId],
    );
    if (row === undefined) throw new DomainError('not_entitled', 'This seat is not in the electorate of the poll.');
    if (row.acting === null || row.acting !== actor.personId) throw new DomainError('not_acting', 'You do not act for this seat now; check in for it first.');
    return { weight: row.weight, ...whose(row) };
  }

  /** The seat has a ballot already: the same again is answered as before, another one follows the rule of the poll. */
  private async second(actor: Principal, input: Cast, work: Work, poll: Poll, receipt: string): Promise<'same' | 'replaced'> {
    const [stands] = await work.db.query<{ choice: Choice }[]>('SELECT choice FROM council_ballot WHERE poll_id = $1 AND seat_id = $2 FOR UPDATE', [input.pollId, input.seatId]);
    if (stands?.choice === input.choice) return 'same';
    if (poll.secondBallot === 'first_stands') throw new DomainError('ballot_already_cast', `The seat has voted ${stands?.choice ?? 'already'}, and in this poll the first ballot stands.`);
    await work.db.query('UPDATE council_ballot SET choice = $3, person_id = $4, cast_at = $5, receipt = $6 WHERE poll_id = $1 AND seat_id = $2', [input.pollId, input.seatId, input.choice, actor.personId, work.now, receipt]);
    return 'replaced';
  }

  private async first({ pollId, seatId }: Cast, work: Work, weight: string): Promise<Receipt> {
    const [ballot] = await work.db.query<{ choice: Choice; cast_at: Date; receipt: string }[]>('SELECT choice, cast_at, receipt FROM council_ballot WHERE poll_id = $1 AND seat_id = $2', [pollId, seatId]);
    if (ballot === undefined) throw new Error('a ballot that was seen is gone');
    return { pollId, seatId, choice: ballot.choice, weight, castAt: ballot.cast_at.toISOString(), receipt: ballot.receipt };
  }
}

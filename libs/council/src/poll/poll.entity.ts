import { Column, Entity, PrimaryColumn, type EntityManager } from 'typeorm';
import type { z } from 'zod';
import type { alliance, Command, council } from '#contracts';
import { DomainError } from '#kernel';
import { insistOn, next } from '#realtime';
import type { Ballot, ElectorateSeat } from './count-ballots.js';
import { pollMachine, type PollState } from './poll-states.js';

/** An open named vote on a motion. All that decides it is frozen when it opens. */
@Entity('council_poll')
export class Poll {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'meeting_id' }) meetingId!: string;
  @Column('uuid', { name: 'motion_id' }) motionId!: string;
  @Column('text') state!: PollState;
  @Column('int') version!: number;
  @Column('jsonb') majority!: alliance.MajorityRule;
  @Column('text', { name: 'second_ballot' }) secondBallot!: z.output<typeof council.secondBallot>;
  @Column('text', { name: 'electorate_hash' }) electorateHash!: string;
  @Column('text', { name: 'text_hash' }) textHash!: string;
  @Column('int', { name: 'entitled_seats' }) entitledSeats!: number;
  @Column('numeric', { name: 'entitled_weight' }) entitledWeight!: string;
  @Column('timestamptz', { name: 'opened_at' }) openedAt!: Date;
  @Column('timestamptz', { nullable: true }) deadline!: Date | null;
  @Column('timestamptz', { name: 'closed_at', nullable: true }) closedAt!: Date | null;
  @Column('timestamptz', { name: 'declared_at', nullable: true }) declaredAt!: Date | null;
  @Column('jsonb', { name: 'opening_proof' }) openingProof!: council.QuorumProof;
  @Column('jsonb', { name: 'declaring_proof', nullable: true }) declaringProof!: council.QuorumProof | null;
  @Column('jsonb', { nullable: true }) tally!: council.Tally | null;
  @Column('jsonb', { nullable: true }) countries!: z.output<typeof council.countryTally>[] | null;
  @Column('jsonb', { nullable: true }) verdict!: z.output<typeof council.verdict> | null;
  @Column('text', { name: 'annulled_for', nullable: true }) annulledFor!: string | null;

  /** Goes the way of a command; refuses one that does not start in this state. */
  move(command: Command): void {
    this.state = next(pollMachine, this.state, command);
    this.version += 1;
  }

  insist(needs: readonly PollState[]): void {
    insistOn(pollMachine, this.state, needs);
  }

  view(castSeats: number): council.PollFacts {
    const { id, motionId, state, version, majority, secondBallot, electorateHash, textHash, entitledSeats, entitledWeight, tally, verdict, annulledFor } = this;
    const at = (instant: Date | null): string | null => instant?.toISOString() ?? null;
    return {
      id, motionId, state, version, majority, secondBallot, electorateHash, textHash, entitledSeats, entitledWeight, castSeats, tally, verdict, annulledFor,
      openedAt: this.openedAt.toISOString(), deadline: at(this.deadline), closedAt: at(this.closedAt), declaredAt: at(this.declaredAt),
    };
  }
}

/**
 * Reads a poll under its lock. A ballot shares the lock with all other ballots (`pessimistic_read`); whoever closes,
 * declares or annuls has it alone.
 */
export async function lockPoll(db: EntityManager, meetingId: string, id: string, mode: 'pessimistic_read' | 'for_no_key_update'): Promise<Poll> {
  const poll = await db.findOne(Poll, { where: { meetingId, id }, lock: { mode } });
  if (poll === null) throw new DomainError('poll_unknown', 'This meeting has no poll of this id.');
  return poll;
}

export async function savePoll<K extends keyof Poll>(db: EntityManager, poll: Poll, ...fields: readonly K[]): Promise<void> {
  await db.update(Poll, { id: poll.id }, Object.fromEntries(fields.map((field) => [field, poll[field]])));
}

/** The frozen electorate, in the order of seat ids. */
export function readElectorate(db: EntityManager, pollId: string): Promise<(ElectorateSeat & { readonly present: boolean })[]> {
  return db.query(
    'SELECT seat_id AS "seatId", institution_id AS "institutionId", country_code AS "countryCode", trim_scale(weight)::text AS weight, person_ids AS "personIds", present FROM council_electorate WHERE poll_id = $1 ORDER BY seat_id',
    [pollId],
  );
}

export type NamedBallot = Ballot & { readonly personId: string; readonly castAt: Date; readonly receipt: string };

export function readBallots(db: EntityManager, pollId: string): Promise<NamedBallot[]> {
  return db.query('SELECT seat_id AS "seatId", choice, person_id AS "personId", cast_at AS "castAt", receipt FROM council_ballot WHERE poll_id = $1 ORDER BY seat_id', [pollId]);
}

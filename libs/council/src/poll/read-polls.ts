import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { council, type Output, type Params } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import { Answers, pageOf, placeOf, type Granted, type Page, type QueryHandler } from '#realtime';
import { Poll, readBallots, readElectorate } from './poll.entity.js';

/** The latest polls in the order of their opening, with how many seats have voted. */
export async function latestPolls(db: EntityManager, meetingId: string, most: number): Promise<council.PollFacts[]> {
  const polls = await db.find(Poll, { where: { meetingId }, order: { id: 'DESC' }, take: most });
  return withCounts(db, polls.reverse());
}

async function withCounts(db: EntityManager, polls: readonly Poll[]): Promise<council.PollFacts[]> {
  const counts = await db.query<{ poll_id: string; n: number }[]>('SELECT poll_id, count(*)::int AS n FROM council_ballot WHERE poll_id = ANY ($1) GROUP BY poll_id', [polls.map((poll) => poll.id)]);
  const cast = new Map(counts.map((row) => [row.poll_id, row.n]));
  return polls.map((poll) => poll.view(cast.get(poll.id) ?? 0));
}

/** The polls of a meeting; their ids are made in the order of opening. */
@Injectable()
@Answers(council.polls, (params) => ({ kind: 'meeting', id: params.meetingId }))
export class ReadPolls implements QueryHandler<typeof council.polls> {
  async execute(_: Principal, { meetingId, limit, iterator }: Params<typeof council.polls>, db: EntityManager): Promise<Page<Output<typeof council.polls>>> {
    const start = placeOf(iterator, council.id);
    const polls = await db.createQueryBuilder(Poll, 'p').where('p.meetingId = :meetingId', { meetingId })
      .andWhere(start === null ? 'true' : 'p.id > :start', { start }).orderBy('p.id').limit(limit + 1).getMany();
    return pageOf(await withCounts(db, polls), limit, (poll) => poll.id);
  }
}

/**
 * One poll with all that makes its result checkable. The named ballots are for members, and so is the count by country:
 * the count of a country with one seat is that seat's ballot. Observers see the count of the whole.
 */
@Injectable()
@Answers(council.pollById, (params) => ({ kind: 'meeting', id: params.meetingId }))
export class ReadPoll implements QueryHandler<typeof council.pollById> {
  async execute(_: Principal, { meetingId, pollId }: Params<typeof council.pollById>, db: EntityManager, { standing }: Granted): Promise<Output<typeof council.pollById>> {
    const poll = await db.findOneBy(Poll, { meetingId, id: pollId });
    if (poll === null) throw new DomainError('poll_unknown', 'This meeting has no poll of this id.');
    const ballots = await readBallots(db, pollId);
    const named = ['chair', 'secretary', 'delegate', 'interpreter', 'administrator'].some((role) => standing.has(role));
    const bySeat = new Map(named ? ballots.map(({ seatId, castAt, ...ballot }) => [seatId, { ...ballot, castAt: castAt.toISOString() }]) : []);
    const electorate = (await readElectorate(db, pollId)).map((seat) => ({ ...seat, personIds: [...seat.personIds], ballot: bySeat.get(seat.seatId) ?? null }));
    return { ...poll.view(ballots.length), openingProof: poll.openingProof, declaringProof: poll.declaringProof, countries: (named ? poll.countries : null) ?? [], electorate };
  }
}

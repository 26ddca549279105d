import { council, type Output } from '#contracts';
import type { Work } from '#log';
import { streamOf } from '../meeting/meeting.entity.js';
import { countBallots, countByCountry } from './count-ballots.js';
import { readBallots, readElectorate, savePoll, type Poll } from './poll.entity.js';

/**
 * Closes and counts a poll whose lock the caller holds alone, together with the meeting's: every ballot that was
 * committed before is counted, and none can come in between. Present are the seats that were so at the opening, and those that came later and
 * voted: like all that decides a poll this base stands from its opening on, and nobody lowers it by leaving.
 */
export async function closeAndCount(work: Work, poll: Poll): Promise<Output<typeof council.closePoll>> {
  poll.move(council.closePoll);
  const [electorate, ballots] = [await readElectorate(work.db, poll.id), await readBallots(work.db, poll.id)];
  const present = new Set([...electorate.filter((seat) => seat.present), ...ballots].map(({ seatId }) => seatId));
  const tally = countBallots(electorate, ballots, present);
  Object.assign(poll, { state: 'closed', closedAt: work.now, tally, countries: countByCountry(electorate, ballots) });
  await savePoll(work.db, poll, 'state', 'version', 'closedAt', 'tally', 'countries');
  const closed = { pollId: poll.id, closedAt: work.now.toISOString(), tally };
  work.record(council.pollClosed, streamOf(poll.meetingId), closed);
  return { ...closed, state: poll.state };
}

import { council, type Output } from '#contracts';
import type { Work } from '#log';
import { presentSeats } from '../attendance/presence.entity.js';
import { streamOf } from '../meeting/meeting.entity.js';
import { countBallots, countByCountry } from './count-ballots.js';
import { readBallots, readElectorate, savePoll, type Poll } from './poll.entity.js';

/**
 * Closes and counts a poll whose lock the caller holds alone, together with the meeting's: every ballot that was
 * committed before is counted, none can come in between, and presence stands still.
 */
export async function closeAndCount(work: Work, poll: Poll): Promise<Output<typeof council.closePoll>> {
  poll.move(council.closePoll);
  const [electorate, ballots] = [await readElectorate(work.db, poll.id), await readBallots(work.db, poll.id)];
  const tally = countBallots(electorate, ballots, await presentSeats(work.db, poll.meetingId));
  Object.assign(poll, { state: 'closed', closedAt: work.now, tally, countries: countByCountry(electorate, ballots) });
  await savePoll(work.db, poll, 'state', 'version', 'closedAt', 'tally', 'countries');
  const closed = { pollId: poll.id, closedAt: work.now.toISOString(), tally };
  work.record(council.pollClosed, streamOf(poll.meetingId), closed);
  return { ...closed, state: poll.state };
}

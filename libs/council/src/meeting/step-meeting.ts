import { council, type Command, type Output } from '#contracts';
import { DomainError } from '#kernel';
import type { Work } from '#log';
import { endPresence } from '../attendance/presence.entity.js';
import { settleQuorum } from '../attendance/settle-quorum.js';
import type { PollState } from '../poll/poll-states.js';
import { saveMeeting, streamOf, type Meeting } from './meeting.entity.js';

/** Takes a locked meeting along the way of a command, and tells the room. */
export async function stepMeeting(work: Work, meeting: Meeting, command: Command, reason?: string): Promise<Output<typeof council.convene>> {
  const from = meeting.state;
  meeting.move(command);
  await saveMeeting(work.db, meeting, 'state', 'version', 'sitting', 'calledToOrderAt', 'closedAt');
  work.record(council.meetingMoved, streamOf(meeting.id), { from, to: meeting.state, sitting: meeting.sitting, reason });
  return { meetingId: meeting.id, state: meeting.state, version: meeting.version };
}

/** With the end of a sitting everybody is checked out, and the list of speakers is empty. */
export async function endSitting(work: Work, meeting: Meeting): Promise<void> {
  const at = meeting.tick(work.now);
  const present = await work.db.query<{ id: string }[]>('SELECT id FROM council_presence WHERE meeting_id = $1 AND until IS NULL', [meeting.id]);
  await endPresence(work.db, present.map((row) => row.id), at, 'closed');
  await work.db.query(
    `UPDATE council_floor_request SET state = CASE state WHEN 'speaking' THEN 'spoken' ELSE 'withdrawn' END, until = $2 WHERE meeting_id = $1 AND state IN ('waiting', 'speaking')`,
    [meeting.id, at],
  );
  await settleQuorum(work, meeting, at);
}

/** Refuses while a poll of the meeting is in one of these states. Polls open under the meeting's lock, so none can slip in. */
export async function insistOnNoPoll(work: Work, meeting: Meeting, states: readonly PollState[]): Promise<void> {
  const [poll] = await work.db.query<{ id: string; state: string }[]>('SELECT id, state FROM council_poll WHERE meeting_id = $1 AND state = ANY ($2) LIMIT 1', [meeting.id, states]);
  if (poll === undefined) return;
  const advice = poll.state === 'closed' ? 'declare or annul it first' : 'close or annul it first';
  throw new DomainError('poll_running', `A poll of this meeting is ${poll.state}; ${advice}.`, { pollId: poll.id });
}

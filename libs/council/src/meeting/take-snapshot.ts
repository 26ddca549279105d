import type { EntityManager } from 'typeorm';
import type { council } from '#contracts';
import { readAgenda } from '../agenda/agenda-item.entity.js';
import { judgeQuorum } from '../attendance/judge-quorum.js';
import { readPresentRoll } from '../attendance/read-attendance.js';
import { latestMessages, messageView } from '../chat/chat-message.entity.js';
import { readFloor } from '../floor/floor-request.entity.js';
import { latestMotions } from '../motion/motion.entity.js';
import { latestPolls } from '../poll/read-polls.js';
import { readMeeting } from './meeting.entity.js';

const MOST_MOTIONS = 100;
const MOST_POLLS = 100;
const MOST_MESSAGES = 50;

/** The whole room for readers of these labels. Nothing in it is about the reader, and nothing grows with the people connected. */
export async function takeSnapshot(db: EntityManager, id: string, labels: ReadonlySet<string>): Promise<council.Room> {
  const meeting = await readMeeting(db, id);
  const roll = await readPresentRoll(db, id, meeting.bodyId);
  const present = new Set(roll.filter((seat) => seat.acting !== null).map((seat) => seat.seatId));
  const polls = await latestPolls(db, id, MOST_POLLS);
  const open = polls.find((poll) => poll.state === 'open');
  return {
    meeting: meeting.view(), quorum: judgeQuorum(roll, present, meeting.quorum), roll,
    agenda: await readAgenda(db, id), floor: await readFloor(db, id, meeting.listOpen), motions: await latestMotions(db, id, MOST_MOTIONS), polls,
    ballots: open === undefined || !labels.has('members') ? [] : await openBallots(db, open.id),
    chat: (await latestMessages(db, id, MOST_MESSAGES)).reverse().map(messageView),
  };
}

async function openBallots(db: EntityManager, pollId: string): Promise<council.Room['ballots']> {
  return db.query('SELECT poll_id AS "pollId", seat_id AS "seatId", choice FROM council_ballot WHERE poll_id = $1 ORDER BY seat_id', [pollId]);
}

import { z } from 'zod';
import { agendaItem } from './agenda.js';
import { quorumState, rollSeat } from './attendance.js';
import { chatMessage } from './chat.js';
import { floorFacts } from './floor.js';
import { meeting } from './meeting.js';
import { motionFacts } from './motion.js';
import { choice, pollFacts } from './poll.js';
import { id } from './words.js';

/** The whole state of a meeting's room, as a late joiner gets it: the `snapshot` of the stream `meeting:<id>`. Its size does not grow with the people connected. */
export const room = z.object({
  meeting, quorum: quorumState, roll: z.array(rollSeat), agenda: z.array(agendaItem), floor: floorFacts,
  /** The latest 100 at most. */
  motions: z.array(motionFacts), polls: z.array(pollFacts),
  /** Ballots of the open poll, for members; observers get none. */
  ballots: z.array(z.object({ pollId: id, seatId: id, choice })),
  /** The latest 50, oldest first. */
  chat: z.array(chatMessage),
});
export type Room = z.output<typeof room>;

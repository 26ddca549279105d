import { AgendaItem } from './agenda/agenda-item.entity.js';
import { Presence } from './attendance/presence.entity.js';
import { ChatMessage } from './chat/chat-message.entity.js';
import { FloorRequest } from './floor/floor-request.entity.js';
import { Meeting } from './meeting/meeting.entity.js';
import { Motion } from './motion/motion.entity.js';
import { Poll } from './poll/poll.entity.js';

export { CouncilModule } from './council.module.js';
export { councilMigrations } from './migrations/index.js';
/** What the data source must know of this lib. */
export const councilEntities = [Meeting, Presence, AgendaItem, FloorRequest, Motion, Poll, ChatMessage];
/** The rules of a council as pure functions: whoever checks a result from outside works it out with the same ones. */
export { judgeQuorum, presentAt, proveQuorum, hashRoll, type Interval, type RollSeat } from './attendance/judge-quorum.js';
export { countBallots, countByCountry, hashElectorate, judgeMajority, receiptOf, type Ballot, type ElectorateSeat } from './poll/count-ballots.js';

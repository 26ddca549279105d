import { Module } from '@nestjs/common';
import { permit } from '#realtime';
import { AddItem } from './agenda/add-item.js';
import { ChangeItem } from './agenda/change-item.js';
import { Conclude } from './agenda/conclude.js';
import { MoveItem } from './agenda/move-item.js';
import { ReadAgenda } from './agenda/read-agenda.js';
import { RemoveItem } from './agenda/remove-item.js';
import { TakeUp } from './agenda/take-up.js';
import { AttendanceWatch } from './attendance/attendance-watch.js';
import { CheckIn } from './attendance/check-in.js';
import { CheckOut } from './attendance/check-out.js';
import { HandOver } from './attendance/hand-over.js';
import { LineKeeper } from './attendance/line-keeper.js';
import { ReadLedger } from './attendance/read-ledger.js';
import { HideMessage } from './chat/hide-message.js';
import { PostMessage } from './chat/post-message.js';
import { ReadChat } from './chat/read-chat.js';
import { CouncilDuties } from './council.duties.js';
import { CloseList } from './floor/close-list.js';
import { EndSpeech } from './floor/end-speech.js';
import { GiveFloor } from './floor/give-floor.js';
import { OpenList } from './floor/open-list.js';
import { ReadSpeakers } from './floor/read-speakers.js';
import { RequestFloor } from './floor/request-floor.js';
import { WithdrawRequest } from './floor/withdraw-request.js';
import { Adjourn } from './meeting/adjourn.js';
import { AdmitObserver } from './meeting/admit-observer.js';
import { CallToOrder } from './meeting/call-to-order.js';
import { CancelMeeting } from './meeting/cancel-meeting.js';
import { ChangeMeeting } from './meeting/change-meeting.js';
import { CloseMeeting } from './meeting/close-meeting.js';
import { Convene } from './meeting/convene.js';
import { CouncilGovernor } from './meeting/council.governor.js';
import { DismissObserver } from './meeting/dismiss-observer.js';
import { DraftMeeting } from './meeting/draft-meeting.js';
import { HandOverChair } from './meeting/hand-over-chair.js';
import { MeetingGovernor } from './meeting/meeting.governor.js';
import { OpenCheckIn } from './meeting/open-check-in.js';
import { ReadMeeting, ReadMeetings } from './meeting/read-meetings.js';
import { Recess } from './meeting/recess.js';
import { Resume } from './meeting/resume.js';
import { ReadMotions } from './motion/read-motions.js';
import { TableMotion } from './motion/table-motion.js';
import { WithdrawMotion } from './motion/withdraw-motion.js';
import { noticeProviders } from './notice/providers.js';
import { councilPermissions } from './permissions.js';
import { AnnulPoll } from './poll/annul-poll.js';
import { CastBallot } from './poll/cast-ballot.js';
import { CloseDuePolls } from './poll/close-due-polls.js';
import { ClosePoll } from './poll/close-poll.js';
import { DeclarePoll } from './poll/declare-poll.js';
import { OpenPoll } from './poll/open-poll.js';
import { ReadPoll, ReadPolls } from './poll/read-polls.js';
import { CouncilRoll } from './roll/council-roll.js';

permit(councilPermissions);

const commands = [
  DraftMeeting, ChangeMeeting, Convene, OpenCheckIn, CallToOrder, Recess, Resume, Adjourn, CloseMeeting, CancelMeeting, AdmitObserver, DismissObserver, HandOverChair,
  CheckIn, CheckOut, HandOver, AddItem, ChangeItem, MoveItem, RemoveItem, TakeUp, Conclude,
  RequestFloor, WithdrawRequest, GiveFloor, EndSpeech, OpenList, CloseList, TableMotion, WithdrawMotion,
  OpenPoll, CastBallot, ClosePoll, DeclarePoll, AnnulPoll, PostMessage, HideMessage,
];
const queries = [ReadMeetings, ReadMeeting, ReadAgenda, ReadLedger, ReadSpeakers, ReadMotions, ReadPolls, ReadPoll, ReadChat];

/** Council meetings. */
@Module({
  providers: [...commands, ...queries, ...noticeProviders, CouncilGovernor, MeetingGovernor, CouncilRoll, LineKeeper, AttendanceWatch, CloseDuePolls, CouncilDuties],
})
export class CouncilModule {}

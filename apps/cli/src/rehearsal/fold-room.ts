import { council, type Data, type HubEvent, type stream } from '#contracts';
import { putItem, takeItem } from './fold-agenda.js';

type Room = council.Room;
type Speaker = Room['floor']['waiting'][number];
type Fold<E extends HubEvent> = (room: Room, data: Data<E>, envelope: stream.Envelope) => void;

const folds = new Map<string, Fold<HubEvent>>();

function on<E extends HubEvent>(event: E, fold: Fold<E>): void {
  folds.set(event.name, fold as Fold<HubEvent>);
}

/** Chat messages that a snapshot holds. */
const CHAT = 50;

/** Brings a reader's own copy of a room from before an event to after it. Written from the contracts alone, as any client would. */
export function foldRoom(room: Room, envelope: stream.Envelope): void {
  folds.get(envelope.type)?.(room, envelope.data, envelope);
}

/** True for events that change the room; all others of the stream must be known to change nothing. */
export function foldsInto(type: string): boolean {
  return folds.has(type);
}

on(council.meetingMoved, (room, { to, sitting }, { time }) => {
  Object.assign(room.meeting, { state: to, sitting });
  if (to === 'in_session') room.meeting.calledToOrderAt ??= time;
  if (to === 'closed') room.meeting.closedAt = time;
  if (to !== 'adjourned' && to !== 'closed') return;
  for (const seat of room.roll) seat.acting = null;
  Object.assign(room.floor, { speaker: null, waiting: [] });
  Object.assign(room.quorum, { present: '0', quorate: false });
});
on(council.meetingChanged, (room, facts) => void Object.assign(room.meeting, facts));

on(council.checkedIn, (room, { seatId, personId, mode, since, quorum }) => act(room, seatId, { personId, mode, since, lineLostAt: null }, quorum));
on(council.handedOver, (room, { seatId, personId, mode, since, quorum }) => act(room, seatId, { personId, mode, since, lineLostAt: null }, quorum));
on(council.checkedOut, (room, { seatId, quorum }) => act(room, seatId, null, quorum));
on(council.quorumChanged, (room, quorum) => void (room.quorum = { ...quorum }));
on(council.linesChanged, (room, { lost, back }, { time }) => {
  for (const { seatId, acting } of room.roll) {
    if (acting !== null && lost.includes(seatId)) acting.lineLostAt = time;
    if (acting !== null && back.includes(seatId)) acting.lineLostAt = null;
  }
});

on(council.itemAdded, (room, item) => void (room.agenda = putItem(room.agenda, item)));
on(council.itemMoved, (room, item) => void (room.agenda = putItem(room.agenda, item)));
on(council.itemChanged, (room, { id, title, kind, plannedMinutes }) => void Object.assign(itemOf(room, id), { title, kind, plannedMinutes }));
on(council.itemRemoved, (room, { itemId }) => void (room.agenda = takeItem(room.agenda, itemId)));
on(council.itemTakenUp, (room, { itemId, previous }) => {
  if (previous !== null) itemOf(room, previous.itemId).state = previous.state;
  itemOf(room, itemId).state = 'current';
});
on(council.itemConcluded, (room, { itemId, outcome }) => void (itemOf(room, itemId).state = outcome));

on(council.listOpened, (room) => openList(room, true));
on(council.listClosed, (room) => openList(room, false));
on(council.floorRequested, ({ floor }, request, { time, data }) => {
  const topic = typeof data['topic'] === 'string' ? data['topic'] : null;
  const { requestId, personId, seatId, kind, language, place } = request;
  floor.waiting.push({ requestId, personId, seatId, kind, language, place, topic, state: 'waiting', requestedAt: time, since: null, deadline: null });
  floor.waiting.sort((a, b) => rank(a) - rank(b) || a.place - b.place);
});
on(council.floorWithdrawn, ({ floor }, { requestId }) => void (floor.waiting = floor.waiting.filter((request) => request.requestId !== requestId)));
on(council.floorGiven, ({ floor }, { requestId, since, deadline }) => {
  const speaker = floor.waiting.find((request) => request.requestId === requestId);
  floor.waiting = floor.waiting.filter((request) => request.requestId !== requestId);
  floor.speaker = speaker === undefined ? null : { ...speaker, state: 'speaking', since, deadline };
});
on(council.floorEnded, ({ floor }) => void (floor.speaker = null));

on(council.motionTabled, (room, motion) => void room.motions.push({ ...motion }));
on(council.motionWithdrawn, (room, { motionId }) => settle(room, motionId, 'withdrawn'));

on(council.pollOpened, (room, { pollId, motionId, ...frozen }) => {
  settle(room, motionId, 'voting');
  room.polls.push({
    id: pollId, motionId, ...frozen, state: 'open', version: 1, closedAt: null, declaredAt: null,
    castSeats: 0, tally: null, verdict: null, annulledFor: null,
  });
  room.ballots = [];
});
on(council.ballotCast, (room, ballot) => {
  const others = room.ballots.filter((other) => other.seatId !== ballot.seatId);
  room.ballots = [...others, { pollId: ballot.pollId, seatId: ballot.seatId, choice: ballot.choice }].sort((a, b) => (a.seatId < b.seatId ? -1 : 1));
  pollOf(room, ballot.pollId).castSeats = room.ballots.length;
});
on(council.pollClosed, (room, { pollId, closedAt, tally }) => {
  Object.assign(pollOf(room, pollId), { state: 'closed', closedAt, tally, castSeats: Number(tally.heads.cast) });
  room.ballots = [];
});
on(council.pollDeclared, (room, { pollId, motionId, verdict, tally }, { time }) => {
  Object.assign(pollOf(room, pollId), { state: 'declared', verdict, tally, declaredAt: time });
  settle(room, motionId, verdict.outcome);
});
on(council.pollAnnulled, (room, { pollId, motionId, reason }) => {
  Object.assign(pollOf(room, pollId), { state: 'annulled', annulledFor: reason });
  settle(room, motionId, 'tabled');
  room.ballots = [];
});

on(council.messagePosted, (room, { messageId, personId }, { time, data }) => {
  const text = typeof data['text'] === 'string' ? data['text'] : null;
  room.chat = [...room.chat, { id: messageId, personId, postedAt: time, text, hiddenFor: null }].sort((a, b) => (a.id < b.id ? -1 : 1)).slice(-CHAT);
});
on(council.messageHidden, (room, { messageId, reason }) => {
  for (const message of room.chat) if (message.id === messageId) Object.assign(message, { text: null, hiddenFor: reason });
});

// Known, and nothing in the room tells of them.
on(council.meetingDrafted, () => undefined);
on(council.observerAdmitted, () => undefined);
on(council.observerDismissed, () => undefined);

function act(room: Room, seatId: string, acting: Room['roll'][number]['acting'], quorum: Room['quorum']): void {
  for (const seat of room.roll) if (seat.seatId === seatId) seat.acting = acting;
  room.quorum = { ...quorum };
}

function openList(room: Room, open: boolean): void {
  room.meeting.listOpen = open;
  room.floor.listOpen = open;
}

/** Points of order go before speeches. */
function rank(request: Speaker): number {
  return request.kind === 'point_of_order' ? 0 : 1;
}

function itemOf(room: Room, id: string): Room['agenda'][number] {
  return known(room.agenda.find((item) => item.id === id), `agenda item ${id}`);
}

function pollOf(room: Room, id: string): Room['polls'][number] {
  return known(room.polls.find((poll) => poll.id === id), `poll ${id}`);
}

function settle(room: Room, motionId: string, state: Room['motions'][number]['state']): void {
  known(room.motions.find((motion) => motion.id === motionId), `motion ${motionId}`).state = state;
}

function known<T>(thing: T | undefined, name: string): T {
  if (thing === undefined) throw new Error(`an event tells of the ${name}, which the room does not hold`);
  return thing;
}

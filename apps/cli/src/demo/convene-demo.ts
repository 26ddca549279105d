import { council } from '#contracts';
import type { Door } from '../rehearsal/door.js';
import type { Person } from '../rehearsal/enter-people.js';
import type { Cast, Seat } from '../rehearsal/found-council.js';
import { forEach, wait, whenKnown } from '../rehearsal/retry.js';
import type { Progress } from '../rehearsal/stage.js';

/** A meeting of the demo, and whoever runs it. */
export interface DemoMeeting {
  readonly meetingId: string;
  readonly chair: Door;
  readonly secretary: Door;
}

export interface DemoAgenda {
  readonly title: string;
  /** Days from today, and the hour in the meeting's zone. */
  readonly day: number;
  readonly hour: number;
  readonly items: readonly string[];
}

/** The meeting's own zone; everybody sees their own beside it. */
const ZONE = 'Asia/Shanghai';

/** Drafts and convenes a meeting that anybody signed in may observe. Null when one of this title is there already, whole. */
export async function conveneDemo(cast: Cast, { title, day, hour, items }: DemoAgenda, whole: 'closed' | 'in_session'): Promise<DemoMeeting | null> {
  const [chair, secretary] = [officer(cast, 'chair').door, officer(cast, 'secretary').door];
  const earlier = (await secretary.all(council.meetings, { bodyId: cast.bodyId })).filter((meeting) => meeting.title === title);
  for (const meeting of earlier) {
    if (meeting.state === whole && whole === 'closed') return null;
    await callOff({ meetingId: meeting.id, chair, secretary }, meeting.state);
  }
  const meetingId = await draft(secretary, cast.bodyId, title, `${new Date(Date.now() + day * 86_400_000).toISOString().slice(0, 10)}T${String(hour).padStart(2, '0')}:30`);
  for (const item of items) await secretary.send(council.addItem, { meetingId, title: item, kind: item.startsWith('Motion') ? 'motion' : 'topic', plannedMinutes: 20 });
  for (const person of cast.others) await secretary.send(council.admitObserver, { meetingId, personId: person.personId });
  await secretary.send(council.convene, { meetingId });
  return { meetingId, chair, secretary };
}

/** The councils learn of a new body, and of its officers, a moment after it was founded. */
async function draft(secretary: Door, bodyId: string, title: string, start: string): Promise<string> {
  return (await whenKnown('not_found', () => secretary.send(council.draftMeeting, { bodyId, title, zone: ZONE, start, plannedMinutes: 180, access: 'alliance' }))).meetingId;
}

/** What an interrupted start has left is brought to its end. */
async function callOff({ meetingId, chair, secretary }: DemoMeeting, state: string): Promise<void> {
  if (state === 'closed' || state === 'cancelled') return;
  const reason = 'The demo was interrupted while it was made';
  if (state === 'draft' || state === 'convened') return void (await secretary.send(council.cancelMeeting, { meetingId, reason }));
  for (const poll of await chair.all(council.polls, { meetingId })) {
    if (poll.state === 'open' || poll.state === 'closed') await chair.send(council.annulPoll, { meetingId, pollId: poll.id, reason });
  }
  if (state !== 'adjourned') await chair.send(council.adjourn, { meetingId });
  await chair.send(council.closeMeeting, { meetingId });
}

/** These seats check in, in the hall, and the chair calls to order. */
export async function gather({ meetingId, chair }: DemoMeeting, seats: readonly Seat[], progress: Progress): Promise<void> {
  await chair.send(council.openCheckIn, { meetingId });
  await untilKnown(chair, meetingId, seats.length);
  let done = 0;
  await forEach(seats, 6, async ({ seatId, delegate }) => {
    await delegate.door.send(council.checkIn, { meetingId, seatId, mode: 'hall' });
    progress.step(`${(done += 1)} of ${seats.length} seats are checked in`);
  });
  await chair.send(council.callToOrder, { meetingId });
}

async function untilKnown(chair: Door, meetingId: string, seats: number): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const { roll } = await chair.ask(council.attendance, { meetingId });
    if (roll.filter((seat) => seat.delegateId !== null).length >= seats) return;
    if (attempt >= 100) throw new Error('the meeting did not learn of its seats');
    await wait(200);
  }
}

/** A motion, put to the vote; the seats vote as `choose` has it. */
export async function vote(meeting: DemoMeeting, seats: readonly Seat[], motion: { title: string; text: string }, choose: (index: number) => 'yes' | 'no' | 'abstain'): Promise<string> {
  const { meetingId, chair } = meeting;
  const [proposer] = seats;
  if (proposer === undefined) throw new Error('nobody can table a motion');
  const { motionId } = await proposer.delegate.door.send(council.tableMotion, { meetingId, ...motion });
  const { pollId } = await chair.send(council.openPoll, { meetingId, motionId });
  await forEach(seats, 6, ({ seatId, delegate }, index) => delegate.door.send(council.castBallot, { meetingId, pollId, seatId, choice: choose(index) }));
  return pollId;
}

/** The poll is closed and its result declared. */
export async function declare({ meetingId, chair }: DemoMeeting, pollId: string): Promise<void> {
  await chair.send(council.closePoll, { meetingId, pollId });
  await chair.send(council.declarePoll, { meetingId, pollId });
}

/** People write to the chat, one after the other. */
export async function chat({ meetingId }: DemoMeeting, lines: readonly (readonly [Person | undefined, string])[]): Promise<void> {
  for (const [person, text] of lines) await person?.door.send(council.postMessage, { meetingId, text });
}

/** The items of the agenda, in order. */
export async function itemsOf({ meetingId, secretary }: DemoMeeting): Promise<string[]> {
  return (await secretary.ask(council.agenda, { meetingId })).items.map((item) => item.id);
}

export function officer(cast: Cast, office: 'chair' | 'secretary'): Person {
  const [person] = cast.officers.get(office) ?? [];
  if (person === undefined) throw new Error(`the council has no ${office}`);
  return person;
}

import { council, hub } from '#contracts';
import { DomainError } from '#kernel';
import type { Chance } from '../demo/generate-names.js';
import type { Door } from './door.js';
import type { Person } from './enter-people.js';
import type { Findings } from './findings.js';
import type { Cast } from './found-council.js';
import type { Journal } from './journal.js';
import { Player, type SeatOnStage } from './player.js';
import { forEach, wait } from './retry.js';
import { readByPull, readLive } from './side-reader.js';
import { refused, until, type Progress, type Stage } from './stage.js';

export interface Opening {
  readonly url: string;
  readonly admin: Door;
  readonly cast: Cast;
  readonly chance: Chance;
  readonly findings: Findings;
  readonly journal: Journal;
  readonly progress: Progress;
}

/** Lines that are opened at once. */
const AT_ONCE = 16;

/** Drafts and convenes a meeting, and brings everybody to it: on sockets, and some by the other doors. */
export async function openStage(opening: Opening): Promise<Stage> {
  const { url, cast, findings, journal } = opening;
  const secretaryPerson = officer(cast, 'secretary');
  const feedFrom = await feedHead(cast.seats[0]?.delegate.door ?? secretaryPerson.door);
  const meetingId = await draftMeeting(secretaryPerson.door, cast.bodyId, 'Rehearsal of an ordinary meeting');
  const hiddenMeetingId = await draftMeeting(secretaryPerson.door, cast.bodyId, 'A meeting that nobody knows of yet');
  const stream = `meeting:${meetingId}`;
  const shared = { url, stream, findings, journal };

  const chair = new Player('the chair', officer(cast, 'chair'), 'members', shared);
  const secretary = new Player('the secretary', secretaryPerson, 'members', shared);
  const seats = cast.seats.map((seat, index): SeatOnStage => {
    const player = (name: string, person: Person | undefined): Player | null => (person === undefined ? null : new Player(`${name} ${index + 1}`, person, 'members', shared));
    const delegate = new Player(`delegate ${index + 1}`, seat.delegate, 'members', shared);
    return { seat, delegate, alternate: player('alternate', seat.alternates[0]), second: index % 5 === 1 ? player('second device of delegate', seat.delegate) : null, acting: delegate };
  });
  const observers = cast.others.map((person, index) => new Player(`observer ${index + 1}`, person, 'public', shared));
  await prepareMeeting(secretary, meetingId, observers);
  await untilRollIsKnown(secretaryPerson.door, meetingId, seats.length);

  const players = [chair, secretary, ...seats.flatMap(({ delegate, alternate, second }) => [delegate, alternate, second].filter((player) => player !== null)), ...observers];
  let entered = 0;
  await forEach(players, AT_ONCE, async (player) => {
    await player.enter(stream);
    opening.progress.step(`${(entered += 1)} of ${players.length} lines stand and read the room`);
  });
  journal.clockAhead = await measureClock(chair);
  const stage: Stage = {
    ...opening, meetingId, hiddenMeetingId, stream, chair, secretary, seats, observers, players, feedFrom, promised: new Set(),
    sideReaders: (['members', 'public'] as const).flatMap((audience) => sideReaders(opening, stream, audience, players)),
  };
  await hideFrom(stage);
  return stage;
}

function officer(cast: Cast, office: 'chair' | 'secretary'): Person {
  const [person] = cast.officers.get(office) ?? [];
  if (person === undefined) throw new Error(`the body has no ${office}`);
  return person;
}

/** Where the feed ends now: an event stream begins with its position. */
async function feedHead(door: Door): Promise<string> {
  const gone = new AbortController();
  for await (const { id } of door.live(null, null, gone.signal)) return id;
  throw new Error('the feed did not say where it ends');
}

/** The councils learn of a new body a moment after it was founded. */
async function draftMeeting(secretary: Door, bodyId: string, title: string): Promise<string> {
  const start = new Date(Date.now() + 3_600_000).toISOString().slice(0, 16);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return (await secretary.send(council.draftMeeting, { bodyId, title, zone: 'UTC', start })).meetingId;
    } catch (refusal) {
      if (!(refusal instanceof DomainError) || refusal.code !== 'not_found' || attempt >= 50) throw refusal;
      await wait(100);
    }
  }
}

/** An agenda, worked over once; the observers; and then it is convened. */
async function prepareMeeting(secretary: Player, meetingId: string, observers: readonly Player[]): Promise<void> {
  const { door } = secretary.person;
  const add = async (title: string, kind: 'topic' | 'motion' = 'topic', parentId: string | null = null): Promise<string> =>
    (await door.send(council.addItem, { meetingId, title, kind, parentId, plannedMinutes: 15 })).itemId;
  await add('Opening and quorum');
  const reports = await add('Reports of the corridors');
  await add('Northern corridor', 'topic', reports);
  const southern = await add('Southern corridor', 'topic', reports);
  const gone = await add('Struck off before the meeting');
  const motions = await add('Motions', 'motion');
  await door.send(council.moveItem, { meetingId, itemId: southern, parentId: reports, position: 1 });
  await door.send(council.moveItem, { meetingId, itemId: motions, parentId: null, position: 2 });
  await door.send(council.changeItem, { meetingId, itemId: motions, title: 'Motions and votes' });
  await door.send(council.removeItem, { meetingId, itemId: gone });
  for (const { person } of observers) await door.send(council.admitObserver, { meetingId, personId: person.personId });
  await door.send(council.convene, { meetingId });
}

async function untilRollIsKnown(secretary: Door, meetingId: string, seats: number): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const { roll } = await secretary.ask(council.attendance, { meetingId });
    if (roll.length === seats && roll.every((seat) => seat.delegateId !== null)) return;
    if (attempt >= 50) throw new Error(`the meeting knows ${roll.length} of ${seats} seats`);
    await wait(200);
  }
}

/** The shortest of several round trips says how far the two clocks are apart. */
async function measureClock({ line }: Player): Promise<number> {
  let best = { trip: Infinity, ahead: 0 };
  for (let sample = 0; sample < 7; sample += 1) {
    const [sent, began] = [Date.now(), performance.now()];
    const { now } = await line.ask(hub.readClock, {});
    const trip = performance.now() - began;
    if (trip < best.trip) best = { trip, ahead: Date.parse(now) - (sent + trip / 2) };
  }
  return best.ahead;
}

/** One reader by event stream and one by pull, each beginning where a socket reader began. */
function sideReaders({ findings }: Opening, stream: string, audience: 'members' | 'public', players: readonly Player[]): Stage['sideReaders'] {
  const player = players.find((one) => one.audience === audience && one.name !== 'the chair');
  const from = player?.reading?.position;
  if (player === undefined || from === undefined || from === null) return [];
  const reads = { audience, door: player.person.door, stream, from, findings };
  return [readLive({ ...reads, name: `event stream for ${audience}` }), readByPull({ ...reads, name: `pull for ${audience}` })];
}

/** A draft is nobody's business but its officers'. */
async function hideFrom(stage: Stage): Promise<void> {
  const strangers = [stage.seats[0]?.delegate, stage.observers[0]].filter((player) => player !== undefined);
  const stream = `meeting:${stage.hiddenMeetingId}`;
  for (const stranger of strangers) {
    const leak = (): void => void stage.findings.check('audience', false, () => `${stranger.name} reads a draft that only officers know`);
    await refused(stage, `${stranger.name} subscribes to a draft`, 'stream_unknown', stranger.line.read(stream, { began: leak, event: leak }), 'audience');
    await refused(stage, `${stranger.name} reads a draft`, 'not_found', stranger.line.ask(council.meetingById, { meetingId: stage.hiddenMeetingId }), 'audience');
    await refused(stage, `${stranger.name} pulls a draft`, 'stream_unknown', stranger.person.door.pull(stream, { after: 'earliest' }), 'audience');
  }
  await until('that every reader stands', () => stage.players.every((player) => player.offset > 0));
}

import { Projections } from '#log';
import type { council, Input } from '#contracts';
import { startHub, type Answer, type TestHub, type Visitor } from '../support/hub.js';
import { claim, enter, type Someone } from '../support/people.js';

/** A seat with the people who may act for it. */
export interface Seated {
  readonly seatId: string;
  readonly delegate: Someone;
  readonly alternate: Someone;
}

/** A hub with one body, its officers, its seats, and people who have nothing to do with it. */
export interface Council {
  readonly hub: TestHub;
  readonly bodyId: string;
  readonly administrator: Someone;
  readonly chair: Someone;
  readonly secretary: Someone;
  readonly interpreter: Someone;
  readonly stranger: Someone;
  readonly seats: readonly Seated[];
}

type Json = Record<string, unknown>;

const countries = ['PK', 'CN', 'UZ', 'EG', 'KZ', 'TR'];
/** More than half of the seats, and more than half of the valid weights. */
const rules = {
  quorum: { of: 'seats', atLeast: { numerator: 1, denominator: 2 }, strict: true },
  majority: { threshold: { numerator: 1, denominator: 2 }, strict: true, base: 'valid', unit: 'weights', tie: 'fails' },
};

/** Founds a council through the public doors: one seat for each weight. */
export async function foundCouncil(weights: readonly string[] = ['1', '1', '1'], environment: Readonly<Record<string, string>> = {}): Promise<Council> {
  const hub = await startHub({ HUB_RATE_PER_SECOND: '10000', HUB_RATE_BURST: '100000', ...environment });
  const administrator = await claim(hub);
  const body = done(await administrator.send<{ bodyId: string }>('alliance.body.establish', { name: 'Council', kind: 'council', rules }));
  const [chair, secretary, interpreter, stranger] = [await enter(hub, administrator), await enter(hub, administrator), await enter(hub, administrator), await enter(hub, administrator)];
  for (const [office, { personId }] of Object.entries({ chair, secretary, interpreter })) done(await administrator.send('alliance.office.appoint', { bodyId: body.bodyId, personId, office }));
  const seats: Seated[] = [];
  for (const weight of weights) seats.push(await foundSeat({ hub, administrator, bodyId: body.bodyId, seats }, weight));
  await settled(hub);
  return { hub, bodyId: body.bodyId, administrator, chair, secretary, interpreter, stranger, seats };
}

/** Adds a seat of a new institution with its people. */
export async function foundSeat({ hub, administrator, bodyId, seats: { length: at } }: Pick<Council, 'hub' | 'administrator' | 'bodyId' | 'seats'>, weight = '1'): Promise<Seated> {
  const { institutionId } = done(await administrator.send<{ institutionId: string }>('alliance.institution.register', { name: `Hospital ${at + 1}`, countryCode: countries[at % countries.length], zone: 'UTC' }));
  const { seatId } = done(await administrator.send<{ seatId: string }>('alliance.seat.create', { bodyId, institutionId, weight }));
  const [delegate, alternate] = [await enter(hub, administrator), await enter(hub, administrator)];
  done(await administrator.send('alliance.seat.appoint', { seatId, delegateId: delegate.personId, alternateIds: [alternate.personId] }));
  await settled(hub);
  return { seatId, delegate, alternate };
}

/** Waits until every domain has heard of what the others did. */
export function settled(hub: TestHub): Promise<void> {
  return hub.app.get(Projections).settled();
}

/** A drafted meeting, led up to the state that is asked for; with `present` seats checked in, in the hall. */
export async function aMeeting(of: Council, state: 'draft' | 'convened' | 'check_in' | 'in_session', { present = of.seats.length, ...facts }: { present?: number } & Partial<Input<typeof council.draftMeeting>> = {}): Promise<string> {
  const { meetingId } = done(await of.chair.send<{ meetingId: string }>('council.meeting.draft', { bodyId: of.bodyId, title: 'Sitting', zone: 'Asia/Shanghai', start: '2026-11-24T09:30', ...facts }));
  if (state === 'draft') return meetingId;
  done(await of.chair.send('council.meeting.convene', { meetingId }));
  if (state === 'convened') return meetingId;
  done(await of.chair.send('council.meeting.open_check_in', { meetingId }));
  for (const seat of of.seats.slice(0, present)) done(await checkIn(seat, meetingId));
  if (state === 'in_session') done(await of.chair.send('council.meeting.call_to_order', { meetingId }));
  return meetingId;
}

export function checkIn(seat: Seated, meetingId: string, mode: 'hall' | 'online' = 'hall', by: Visitor = seat.delegate): Promise<Answer> {
  return by.send('council.attendance.check_in', { meetingId, seatId: seat.seatId, mode });
}

/** A motion of the first seat, put to the vote. */
export async function aPoll(of: Council, meetingId: string, rule: Json = {}): Promise<string> {
  const { motionId } = done(await of.seats[0]?.delegate.send<{ motionId: string }>('council.motion.table', { meetingId, title: 'Opening of a corridor', text: 'The council opens the northern corridor.' }));
  return done(await of.chair.send<{ pollId: string }>('council.poll.open', { meetingId, motionId, ...rule })).pollId;
}

export function cast(seat: Seated, meetingId: string, pollId: string, choice: 'yes' | 'no' | 'abstain', by: Visitor = seat.delegate): Promise<Answer> {
  return by.send('council.ballot.cast', { meetingId, pollId, seatId: seat.seatId, choice });
}

/** What was answered; it must not have been refused. */
export function done<T>(answer: Answer<T> | undefined): T {
  if (answer?.status !== 200) throw new Error(`refused: ${JSON.stringify(answer?.body)}`);
  return answer.body;
}

/** The code of a refusal, or null. */
export function codeOf(answer: Answer): string | null {
  return answer.status === 200 ? null : String(answer.body['code']);
}

/** All events of a meeting, past every door. */
export function eventsOf(of: Council, meetingId: string): Promise<{ type: string; data: Json; audience: string[] }[]> {
  return of.hub.database.sql(`SELECT e.type, e.data, e.audience FROM log_event e JOIN log_stream s ON s.id = e.stream_id WHERE s.name = $1 ORDER BY e."offset"`, [`meeting:${meetingId}`]);
}

/** Waits until `look` finds something. */
export async function until<T>(look: () => Promise<T | undefined | null | false>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== null && found !== false) return found;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

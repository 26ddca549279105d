import { Temporal } from 'temporal-polyfill';
import { aMeeting, aPoll, cast, done, foundCouncil, settled, type Council } from '../council/a-council.js';
import { enter, type Someone } from '../support/people.js';
import { until } from '../support/until.js';
import { ahead, inboxOf, toldOf, toldSoon, waitingFor, type Entry } from './inbox-of.js';

const HOUR = 3_600_000;
let of: Council;
beforeAll(async () => {
  of = await foundCouncil(['1', '1']);
}, 120_000);
afterEach(() => ahead(of.hub, 0));
afterAll(() => of.hub.close());

const CONVOCATION = 'council.convocation';
const CHANGED = 'council.meeting_changed';
const CANCELLED = 'council.meeting_cancelled';
const REMINDER = 'council.reminder';
const OBSERVER = 'council.observer_admitted';

/** A start in Karachi, so many hours from now. */
function inHours(hours: number): { start: string; zone: string } {
  const start = Temporal.Now.zonedDateTimeISO('Asia/Karachi').add({ hours }).toPlainDateTime();
  return { start: start.toString({ smallestUnit: 'minute', roundingMode: 'floor' }), zone: 'Asia/Karachi' };
}
const instantOf = ({ start, zone }: ReturnType<typeof inHours>): string => new Date(Temporal.PlainDateTime.from(start).toZonedDateTime(zone).epochMilliseconds).toISOString();
const minus = (at: string, hours: number): string => new Date(Date.parse(at) - hours * HOUR).toISOString();
const members = (): readonly Someone[] => [of.chair, of.secretary, of.interpreter, ...of.seats.flatMap(({ delegate, alternate }) => [delegate, alternate])];
const about = (entries: readonly Entry[], meetingId: string): readonly Entry[] => entries.filter((entry) => entry.about === `meeting:${meetingId}`);
/** How often each of these people was told of a meeting under one name. */
const times = (people: readonly Someone[], notice: string, meetingId: string): Promise<readonly number[]> => Promise.all(people.map(async (person) => about(await toldOf(person, notice), meetingId).length));
const all = (people: readonly unknown[], times: number): readonly number[] => people.map(() => times);

async function appointments(meetingId: string): Promise<readonly Record<string, unknown>[]> {
  const rows = await of.hub.database.sql<{ appointment: Record<string, unknown> }>(
    'SELECT appointment FROM notification_notice WHERE about = $1 AND appointment IS NOT NULL ORDER BY id', [`meeting:${meetingId}`]);
  return rows.map((row) => row.appointment);
}

describe('a convocation', () => {
  it('goes to everybody who may take part, to observers as such, and to nobody else; nobody is told of a draft', async () => {
    const { start, zone } = inHours(48);
    const at = instantOf({ start, zone });
    const meetingId = await aMeeting(of, 'draft', { title: 'Third ordinary meeting', start, zone });
    const observer = await enter(of.hub, of.administrator);
    done(await of.secretary.send('council.observer.admit', { meetingId, personId: observer.personId }));
    await settled(of.hub);
    expect(await times([...members(), observer], CONVOCATION, meetingId)).toEqual(all([...members(), observer], 0));
    expect(await times([observer], OBSERVER, meetingId)).toEqual([0]);

    done(await of.chair.send('council.meeting.convene', { meetingId }));
    await settled(of.hub);
    expect(await times(members(), CONVOCATION, meetingId)).toEqual(all(members(), 1));
    expect(await times([observer, of.stranger, of.administrator], CONVOCATION, meetingId)).toEqual([0, 0, 0]);
    expect(await times([observer, of.stranger], OBSERVER, meetingId)).toEqual([1, 0]);
    expect(about(await inboxOf(of.seats[0]?.alternate ?? of.chair), meetingId)[0]).toMatchObject({ category: 'meeting', critical: false, facts: { title: 'Third ordinary meeting', startsAt: at } });
    const [calendar] = await appointments(meetingId);
    expect(calendar).toEqual({ uid: `meeting:${meetingId}@hub`, method: 'request', start, zone, minutes: 120, title: 'Third ordinary meeting' });
    expect(await waitingFor(of.hub, REMINDER, `meeting:${meetingId}`)).toEqual([minus(at, 24), minus(at, 1)]);
  });

  it('is told to whoever comes to a seat or an office later, and to nobody twice', async () => {
    const meetingId = await aMeeting(of, 'convened', inHours(72));
    const [late, scribe, guest] = [await enter(of.hub, of.administrator), await enter(of.hub, of.administrator), await enter(of.hub, of.administrator)];
    const [seat] = of.seats;
    if (seat === undefined) throw new Error('the council has no seat');
    done(await of.administrator.send('alliance.seat.appoint', { seatId: seat.seatId, delegateId: seat.delegate.personId, alternateIds: [seat.alternate.personId, late.personId] }));
    done(await of.chair.send('council.meeting.change', { meetingId, secretaryIds: [of.secretary.personId, scribe.personId] }));
    done(await of.chair.send('council.observer.admit', { meetingId, personId: guest.personId }));
    await settled(of.hub);
    expect(await times([late, scribe, ...members()], CONVOCATION, meetingId)).toEqual(all([late, scribe, ...members()], 1));
    expect(await times([guest, scribe], OBSERVER, meetingId)).toEqual([1, 0]);
    expect(await times([scribe, of.chair], CHANGED, meetingId)).toEqual([0, 0]);
    ahead(of.hub, 49 * HOUR);
    for (const person of [late, scribe, guest, of.chair]) await until(async () => (await times([person], REMINDER, meetingId))[0] === 1);
  });
});

describe('a meeting that is another one than it was', () => {
  it('is told anew with its time, and called to mind at its new one alone', async () => {
    const [first, second] = [inHours(48), inHours(60)];
    const meetingId = await aMeeting(of, 'convened', { title: 'Moved', ...first });
    done(await of.chair.send('council.meeting.change', { meetingId, start: second.start, title: 'Moved once' }));
    await settled(of.hub);
    expect(await times(members(), CHANGED, meetingId)).toEqual(all(members(), 1));
    expect(about(await toldOf(of.interpreter, CHANGED), meetingId)[0]?.facts).toEqual({ title: 'Moved once', startsAt: instantOf(second) });
    expect((await appointments(meetingId)).at(-1)).toMatchObject({ uid: `meeting:${meetingId}@hub`, method: 'request', start: second.start, title: 'Moved once' });
    expect(await waitingFor(of.hub, REMINDER, `meeting:${meetingId}`)).toEqual([minus(instantOf(second), 24), minus(instantOf(second), 1)]);

    ahead(of.hub, 37 * HOUR);
    await until(async () => (await times([of.interpreter], REMINDER, meetingId))[0] === 1);
    expect(about(await toldOf(of.interpreter, REMINDER), meetingId)[0]?.facts).toEqual({ title: 'Moved once', startsAt: instantOf(second) });
    expect(await times(members(), REMINDER, meetingId)).toEqual(all(members(), 1));
    expect(await times([of.stranger], REMINDER, meetingId)).toEqual([0]);
  });

  it('is called to mind, and its convocation still sent, to nobody who has lost their part in it meanwhile, though everybody may know of it', async () => {
    const [seat] = of.seats;
    if (seat === undefined) throw new Error('the council has no seat');
    const gone = await enter(of.hub, of.administrator);
    done(await gone.send('notifications.quiet.pause', { until: new Date(Date.now() + 12 * HOUR).toISOString() }));
    const appoint = async (...others: readonly Someone[]): Promise<void> => void done(await of.administrator.send('alliance.seat.appoint', { seatId: seat.seatId, delegateId: seat.delegate.personId, alternateIds: [seat.alternate, ...others].map(({ personId }) => personId) }));
    await appoint(gone);
    const meetingId = await aMeeting(of, 'convened', { access: 'alliance', ...inHours(48) });
    await settled(of.hub);
    await appoint();
    await settled(of.hub);
    ahead(of.hub, 25 * HOUR);
    await until(async () => (await times([of.chair], REMINDER, meetingId))[0] === 1);
    expect(await times([gone], REMINDER, meetingId)).toEqual([0]);
    const mail = async (): Promise<{ state: string; reason: string | null } | undefined> => (await of.hub.database.sql<{ state: string; reason: string | null }>(
      `SELECT m.state, m.reason FROM notification_message m JOIN notification_notice n ON n.id = m.notice_id WHERE n.name = $1 AND n.about = $2 AND m.person_id = $3 AND m.channel = 'mail'`, [CONVOCATION, `meeting:${meetingId}`, gone.personId]))[0];
    await until(async () => !['held', 'queued'].includes((await mail())?.state ?? ''));
    expect(await mail()).toEqual({ state: 'dropped', reason: 'no_longer_true' });
  });

  it('finds its reminders again when it is moved back', async () => {
    const [first, second] = [inHours(48), inHours(60)];
    const meetingId = await aMeeting(of, 'convened', first);
    done(await of.chair.send('council.meeting.change', { meetingId, start: second.start }));
    done(await of.chair.send('council.meeting.change', { meetingId, start: first.start }));
    await settled(of.hub);
    expect(await waitingFor(of.hub, REMINDER, `meeting:${meetingId}`)).toEqual([minus(instantOf(first), 24), minus(instantOf(first), 1)]);
  });

  it('says nothing anew when only its access or its officers change', async () => {
    const meetingId = await aMeeting(of, 'convened', inHours(48));
    done(await of.chair.send('council.meeting.change', { meetingId, access: 'alliance' }));
    await settled(of.hub);
    expect(await times(members(), CHANGED, meetingId)).toEqual(all(members(), 0));
  });

  it('is taken back with its reminders when it is called off, and out of the calendars', async () => {
    const meetingId = await aMeeting(of, 'convened', inHours(48));
    done(await of.chair.send('council.meeting.cancel', { meetingId, reason: 'Patient Gulnora was moved' }));
    await settled(of.hub);
    expect(await times(members(), CANCELLED, meetingId)).toEqual(all(members(), 1));
    expect(about(await toldOf(of.secretary, CONVOCATION), meetingId)).toMatchObject([{ withdrawn: true }]);
    expect(JSON.stringify(await inboxOf(of.secretary))).not.toContain('Gulnora');
    expect((await appointments(meetingId)).at(-1)).toMatchObject({ uid: `meeting:${meetingId}@hub`, method: 'cancel' });
    expect(await waitingFor(of.hub, REMINDER, `meeting:${meetingId}`)).toEqual([]);
  });

  it('is told as called off once, however it was renamed meanwhile', async () => {
    const races = await Promise.all(Array.from({ length: 3 }, async (_, n) => {
      const meetingId = await aMeeting(of, 'convened', { title: `Race ${n}`, ...inHours(48) });
      await Promise.all([
        of.chair.send('council.meeting.change', { meetingId, title: `Race ${n}, renamed` }),
        of.secretary.send('council.meeting.cancel', { meetingId, reason: 'none' }),
        of.chair.send('council.meeting.change', { meetingId, start: inHours(50).start }),
      ]);
      return meetingId;
    }));
    await settled(of.hub);
    for (const meetingId of races) {
      expect(await times(members(), CANCELLED, meetingId)).toEqual(all(members(), 1));
      expect(await waitingFor(of.hub, REMINDER, `meeting:${meetingId}`)).toEqual([]);
      expect((await appointments(meetingId)).at(-1)).toMatchObject({ method: 'cancel' });
    }
  });
});

describe('an agenda', () => {
  it('that changes after the convocation is told to all but the one who changed it', async () => {
    const meetingId = await aMeeting(of, 'draft', { title: 'With an agenda', ...inHours(48) });
    done(await of.chair.send('council.agenda.add_item', { meetingId, title: 'Of the draft' }));
    done(await of.chair.send('council.meeting.convene', { meetingId }));
    done(await of.secretary.send('council.agenda.add_item', { meetingId, title: 'Late item' }));
    await settled(of.hub);
    expect(await times([of.secretary, of.chair, of.interpreter, of.stranger], 'council.agenda_changed', meetingId)).toEqual([0, 1, 1, 0]);
  });
});

describe('a sitting', () => {
  it('tells the speaker that they have the floor, and their seat that it has', async () => {
    const meetingId = await aMeeting(of, 'in_session', inHours(1));
    const [seat, other] = of.seats;
    const { requestId } = done(await seat?.delegate.send<{ requestId: string }>('council.floor.request', { meetingId, kind: 'speech', topic: 'Patient Gulnora', seatId: seat.seatId }));
    done(await of.chair.send('council.floor.give', { meetingId, requestId, seconds: 120 }));
    await settled(of.hub);
    const people = [seat, other].flatMap((one) => (one === undefined ? [] : [one.delegate, one.alternate]));
    expect(await times(people, 'council.floor_given', meetingId)).toEqual([1, 0, 0, 0]);
    expect(await times(people, 'council.seat_has_floor', meetingId)).toEqual([0, 1, 0, 0]);
    expect(JSON.stringify(await inboxOf(people[0] ?? of.chair))).not.toContain('Gulnora');
  });

  it('tells both of a seat that is handed over, and all of its record when it is closed', async () => {
    const meetingId = await aMeeting(of, 'in_session', inHours(1));
    const [seat] = of.seats;
    done(await seat?.delegate.send('council.attendance.hand_over', { meetingId, seatId: seat.seatId, personId: seat.alternate.personId, mode: 'hall' }));
    done(await of.chair.send('council.meeting.close', { meetingId }));
    await settled(of.hub);
    const people = [seat?.delegate ?? of.stranger, seat?.alternate ?? of.stranger, of.chair];
    expect(await times(people, 'council.seat_handed_over', meetingId)).toEqual([1, 0, 0]);
    expect(await times(people, 'council.seat_taken_over', meetingId)).toEqual([0, 1, 0]);
    expect(await times([...people, of.secretary, of.interpreter, of.stranger], 'council.minutes_ready', meetingId)).toEqual([1, 1, 1, 1, 0, 0]);
  });
});

describe('a poll', () => {
  it('is told to those who may vote, called to the mind of those alone whose seat has not, and its result to all', async () => {
    const meetingId = await aMeeting(of, 'in_session', inHours(1));
    const pollId = await aPoll(of, meetingId, { seconds: 600 });
    const [first, second] = of.seats;
    if (first === undefined || second === undefined) throw new Error('the council has no two seats');
    done(await cast(first, meetingId, pollId, 'yes'));
    await settled(of.hub);
    const people = [first.delegate, first.alternate, second.delegate, second.alternate];
    expect(await times([...people, of.chair, of.interpreter], 'council.poll_opened', meetingId)).toEqual([1, 1, 1, 1, 0, 0]);

    ahead(of.hub, 540_000);
    await toldSoon(second.alternate, 'council.poll_closing');
    expect(await times(people, 'council.poll_closing', meetingId)).toEqual([0, 0, 1, 1]);
    ahead(of.hub, 0);

    done(await of.chair.send('council.poll.close', { meetingId, pollId }));
    done(await of.chair.send('council.poll.declare', { meetingId, pollId }));
    await settled(of.hub);
    expect(about(await toldOf(second.delegate, 'council.poll_opened'), meetingId)).toMatchObject([{ withdrawn: true }]);
    expect(about(await toldOf(of.secretary, 'council.result_declared'), meetingId)).toMatchObject([{ title: 'Opening of a corridor: carried', facts: { outcome: 'carried' } }]);
    expect(await times([of.stranger, of.interpreter], 'council.result_declared', meetingId)).toEqual([0, 0]);
  });
});

describe('standing in the alliance', () => {
  it('is told to those who come to a seat or an office, and to those who leave it', async () => {
    const [newcomer, officer] = [await enter(of.hub, of.administrator), await enter(of.hub, of.administrator)];
    const [, seat] = of.seats;
    const seatId = seat?.seatId;
    done(await of.administrator.send('alliance.seat.appoint', { seatId, delegateId: newcomer.personId, alternateIds: [seat?.alternate.personId] }));
    done(await of.administrator.send('alliance.seat.weigh', { seatId, weight: '2' }));
    done(await of.administrator.send('alliance.office.appoint', { bodyId: of.bodyId, personId: officer.personId, office: 'interpreter' }));
    done(await of.administrator.send('alliance.office.dismiss', { bodyId: of.bodyId, personId: officer.personId, office: 'interpreter' }));
    await settled(of.hub);
    expect(await toldOf(newcomer, 'alliance.seat_given')).toMatchObject([{ facts: { body: 'Council', institution: 'Hospital 2' } }]);
    expect(await toldOf(seat?.delegate ?? newcomer, 'alliance.seat_ended')).toHaveLength(1);
    expect(await toldOf(seat?.alternate ?? newcomer, 'alliance.seat_ended')).toEqual([]);
    expect(await toldOf(officer, 'alliance.office_given')).toMatchObject([{ facts: { office: 'interpreter' } }]);
    expect(await toldOf(officer, 'alliance.office_ended')).toHaveLength(1);
    expect(await inboxOf(of.stranger)).toEqual([]);
  });
});

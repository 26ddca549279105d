import ICAL from 'ical.js';
import nodeIcal, { type VEvent } from 'node-ical';
import PostalMime from 'postal-mime';
import { notifications } from '#contracts';
import { newId } from '#kernel';
import { MailChannel, SweepMessages, type Outgoing } from '#notifications';
import { aMeeting, done, foundCouncil, settled, type Council } from '../council/a-council.js';
import type { TestHub } from '../support/hub.js';
import { enter, type Someone } from '../support/people.js';
import { until } from '../support/until.js';
import { ahead } from './inbox-of.js';

let of: Council;
let hub: TestHub;
let administrator: Someone;
let member: Someone;
beforeAll(async () => {
  of = await foundCouncil(['1'], { HUB_PUBLIC_URL: 'https://hub.example.org', HUB_MAIL_FROM: 'Hub <hub@example.org>' });
  ({ hub, administrator, stranger: member } = of);
}, 120_000);
afterAll(() => of.hub.close());

type Appointment = NonNullable<Outgoing['appointment']>;
const TITLE = 'Council of the corridor; 走廊理事会, совет "коридора" — راہداری کی کونسل، مجلس الممر الصحي بين المستشفيات';

const anAppointment = (given: Partial<Appointment> = {}): Appointment => ({ uid: `meeting:${newId()}@hub`, method: 'request', start: '2026-12-01T10:00:00', zone: 'Asia/Karachi', minutes: 90, title: TITLE, ...given });

const aMail = (appointment: Appointment, to: Someone = member): Outgoing => ({
  messageId: newId(), personId: to.personId, address: { id: 'mail', target: `${to.email} Gul "Dasta"; Amanova\r\nATTENDEE:evil` }, language: 'en', direction: 'ltr', zone: 'UTC', notice: 'council.convened', category: 'meeting',
  about: 'meeting:1', title: 'Council', text: 'A meeting is convened.', action: { label: 'Open', url: 'https://hub.example.org/inbox/1' }, critical: false, appointment, items: [], count: 1,
});

interface Got {
  /** The calendar as it stands in the mail; null when there is none. */
  readonly text: string | null;
  readonly type: string;
  readonly event: VEvent | undefined;
}

/** Sends a mail and reads its calendar by two other programs than the one that wrote it. */
async function told(mail: Outgoing): Promise<Got> {
  await hub.app.get(MailChannel, { strict: false }).send(mail, new AbortController().signal);
  return readMail(mail.messageId);
}

async function readMail(mailId: string): Promise<Got> {
  const { source } = (await administrator.get<{ source: string }>(`/outbox/${mailId}`)).body;
  const { attachments } = await PostalMime.parse(source);
  // The same calendar twice: as a part that mail programs act on, and as a file.
  const part = attachments.find(({ mimeType }) => mimeType === 'application/ics');
  expect(attachments.map(({ mimeType }) => mimeType).sort()).toEqual(part === undefined ? [] : ['application/ics', 'text/calendar']);
  const type = /Content-Type: text\/calendar;[^\r]*(\r\n[ \t][^\r]*)*/i.exec(source)?.[0] ?? '';
  if (part === undefined) return { text: null, type, event: undefined };
  // Byte for byte: the parser of mails changes how lines end.
  const text = Buffer.from(/Content-Type: application\/ics[\s\S]*?\r\n\r\n([A-Za-z0-9+/=\r\n]+)/.exec(source)?.[1] ?? '', 'base64').toString('utf8');
  const event = Object.values(nodeIcal.sync.parseICS(text)).find((one): one is VEvent => one?.type === 'VEVENT');
  return { text, type, event };
}

const sequenceOf = async (mail: Outgoing): Promise<number | undefined> => {
  const { event } = await told(mail);
  return event === undefined ? undefined : Number(event.sequence);
};

describe('an invitation by mail', () => {
  it('says when, in UTC, to whom and from whom; two other programs read the same', async () => {
    const appointment = anAppointment();
    const { text, type, event } = await told(aMail(appointment));
    expect(type).toMatch(/method=REQUEST/);
    expect(text).toContain('METHOD:REQUEST\r\n');
    expect(text).toContain('DTSTART:20261201T050000Z\r\n');
    expect([event?.uid, event?.summary, event?.start.toISOString(), event?.end?.toISOString()]).toEqual([appointment.uid, TITLE, '2026-12-01T05:00:00.000Z', '2026-12-01T06:30:00.000Z']);
    const component = new ICAL.Component(ICAL.parse(text ?? '') as never).getFirstSubcomponent('vevent');
    const read = new ICAL.Event(component ?? undefined);
    expect([read.uid, read.summary, read.startDate.toJSDate().toISOString(), read.sequence, read.organizer]).toEqual([appointment.uid, TITLE, '2026-12-01T05:00:00.000Z', 0, 'mailto:hub@example.org']);
    expect(read.attendees.map((one) => [String(one.getFirstValue()).toLowerCase(), one.getParameter('cn')])).toEqual([[`mailto:${member.email}`, "Gul 'Dasta'; Amanova ATTENDEE:evil"]]);
    expect(component?.getFirstSubcomponent('valarm')?.getFirstPropertyValue('trigger')?.toString()).toBe('-PT15M');
  });

  it('is folded at 75 octets and ends its lines as the format asks', async () => {
    const { text } = await told(aMail(anAppointment()));
    expect(text?.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(text?.split('\r\n').filter((line) => Buffer.byteLength(line) > 75)).toEqual([]);
  });

  it.each([
    ['Asia/Karachi', '2026-07-01T09:00:00', '2026-07-01T04:00:00.000Z'], ['America/New_York', '2026-03-08T02:30:00', '2026-03-08T07:30:00.000Z'],
    ['Europe/Lisbon', '2026-10-25T01:30:00', '2026-10-25T00:30:00.000Z'], ['Asia/Shanghai', '2026-12-01T00:15:00', '2026-11-30T16:15:00.000Z'],
  ])('of a wall time in %s (%s) is at %s', async (zone, start, instant) => {
    expect((await told(aMail(anAppointment({ zone, start })))).event?.start.toISOString()).toBe(instant);
  });

  it('counts its versions up: a change is the next one, the same again is the same, an end takes the last number', async () => {
    const appointment = anAppointment();
    const first = aMail(appointment);
    const moved = aMail({ ...appointment, start: '2026-12-02T10:00:00' });
    const ended = aMail({ ...appointment, start: '2026-12-02T10:00:00', method: 'cancel' });
    expect([await sequenceOf(first), await sequenceOf(first), await sequenceOf(moved), await sequenceOf(moved)]).toEqual([0, 0, 1, 1]);
    const { text, type, event } = await told(ended);
    expect(type).toMatch(/method=CANCEL/);
    expect([event?.uid, Number(event?.sequence), event?.status]).toEqual([appointment.uid, 2, 'CANCELLED']);
    expect(text).toContain('METHOD:CANCEL\r\n');
    expect(text).not.toContain('VALARM');
    expect(await sequenceOf(aMail(appointment))).toBe(3);
  });

  it('that comes late, after a newer one, touches no calendar', async () => {
    const appointment = anAppointment();
    const late = { ...aMail(appointment), messageId: '01900000-0000-7000-8000-000000000001' };
    expect(await sequenceOf(aMail({ ...appointment, start: '2026-12-03T10:00:00' }))).toBe(0);
    expect((await told(late)).text).toBeNull();
  });

  it('is not called off for somebody who was never invited', async () => {
    expect((await told(aMail(anAppointment({ method: 'cancel' })))).text).toBeNull();
  });

  it('counts for each recipient apart, and once for many at once', async () => {
    const appointment = anAppointment();
    await told(aMail(appointment));
    const moved = { ...appointment, minutes: 30 };
    const sequences = await Promise.all([...Array.from({ length: 10 }, () => sequenceOf(aMail(moved))), sequenceOf(aMail(moved, administrator))]);
    expect(sequences).toEqual([...Array.from({ length: 10 }, () => 1), 0]);
  });

  it('is forgotten a while after it is over, and not before: until then its versions count on', async () => {
    const [over, toCome] = [anAppointment({ start: '2026-11-23T10:00:00' }), anAppointment({ start: '2030-12-01T10:00:00' })];
    for (const appointment of [over, toCome]) await told(aMail(appointment));
    const clearAfter = async (days: number): Promise<readonly string[]> => {
      ahead(hub, days * 86_400_000);
      await hub.app.get(SweepMessages).clear();
      ahead(hub, 0);
      return (await hub.database.sql<{ uid: string }>('SELECT uid FROM notification_invitation WHERE uid = ANY ($1) ORDER BY ends_at', [[over.uid, toCome.uid]])).map(({ uid }) => uid);
    };
    const lasts = (Date.parse('2026-11-23T06:30:00Z') - Date.now()) / 86_400_000;
    expect(await clearAfter(lasts + notifications.noticesKeptDays - 0.1)).toEqual([over.uid, toCome.uid]);
    expect(await clearAfter(lasts + notifications.noticesKeptDays + 0.1)).toEqual([toCome.uid]);
    expect(await sequenceOf(aMail({ ...toCome, minutes: 30 }))).toBe(1);
  });
});

/** What the calendar of somebody was told of a meeting by mail, in the order in which it was written. */
async function calendarOf(person: Someone, meetingId: string): Promise<unknown[][]> {
  const { data } = (await administrator.get<{ data: { id: string; to: string }[] }>('/outbox?limit=250')).body;
  const got = await Promise.all(data.filter(({ to }) => to.includes(person.email)).reverse().map(({ id }) => readMail(id)));
  return got.filter(({ event }) => event?.uid === `meeting:${meetingId}@hub`).map(({ text, event }) => [/METHOD:(\w+)/.exec(text ?? '')?.[1], Number(event?.sequence), event?.start.toISOString()]);
}

describe('a meeting of the council', () => {
  it('comes into the calendars of those who are convened, moves there, and goes out of them', async () => {
    const meetingId = await aMeeting(of, 'convened', { title: TITLE, start: '2030-12-01T10:00', zone: 'Asia/Karachi' });
    await until(async () => (await calendarOf(of.chair, meetingId)).length === 1);
    done(await of.chair.send('council.meeting.change', { meetingId, start: '2030-12-01T12:00' }));
    await until(async () => (await calendarOf(of.chair, meetingId)).length === 2);
    done(await of.chair.send('council.meeting.cancel', { meetingId, reason: 'none' }));
    await until(async () => (await calendarOf(of.chair, meetingId)).length === 3);
    expect(await calendarOf(of.chair, meetingId)).toEqual([['REQUEST', 0, '2030-12-01T05:00:00.000Z'], ['REQUEST', 1, '2030-12-01T07:00:00.000Z'], ['CANCEL', 2, '2030-12-01T07:00:00.000Z']]);
    expect(await calendarOf(of.stranger, meetingId)).toEqual([]);
  });

  it('goes out of the calendar of whoever loses their seat, into that of whoever gets it, and back when they do', async () => {
    const [seat] = of.seats;
    if (seat === undefined) throw new Error('the council has no seat');
    const [first, second] = [seat.delegate, await enter(hub, administrator)];
    const appoint = async ({ personId: delegateId }: Someone): Promise<void> => void done(await administrator.send('alliance.seat.appoint', { seatId: seat.seatId, delegateId, alternateIds: [seat.alternate.personId] }));
    const meetingId = await aMeeting(of, 'convened', { title: TITLE, start: '2030-12-05T10:00', zone: 'Asia/Karachi' });
    const told = (person: Someone, times: number): Promise<void> => until(async () => (await calendarOf(person, meetingId)).length === times);
    await told(first, 1);
    await appoint(second);
    await Promise.all([told(first, 2), told(second, 1)]);
    await appoint(first);
    await Promise.all([told(first, 3), told(second, 2)]);
    await appoint(second);
    await Promise.all([told(first, 4), told(second, 3)]);

    const at = '2030-12-05T05:00:00.000Z';
    expect(await calendarOf(first, meetingId)).toEqual([['REQUEST', 0, at], ['CANCEL', 1, at], ['REQUEST', 2, at], ['CANCEL', 3, at]]);
    expect(await calendarOf(second, meetingId)).toEqual([['REQUEST', 0, at], ['CANCEL', 1, at], ['REQUEST', 2, at]]);
    expect(await calendarOf(seat.alternate, meetingId)).toEqual([['REQUEST', 0, at]]);
    const inbox = (await first.get<{ data: { notice: string; facts: object }[] }>('/inbox')).body.data;
    expect(inbox.filter(({ notice }) => notice === 'council.invitation_ended')).toMatchObject([{ facts: { title: TITLE } }, { facts: { title: TITLE } }]);
  });

  it('goes out of the calendar of an officer who is replaced, into that of the newcomer, and back when they are; a seat invites them as well', async () => {
    const [seat] = of.seats;
    if (seat === undefined) throw new Error('the council has no seat');
    const [first, second] = [of.secretary, await enter(hub, administrator)];
    const meetingId = await aMeeting(of, 'convened', { title: TITLE, start: '2030-12-07T10:00', zone: 'Asia/Karachi' });
    const change = async (changes: object): Promise<void> => void done(await of.chair.send('council.meeting.change', { meetingId, ...changes }));
    const told = (person: Someone, times: number): Promise<void> => until(async () => (await calendarOf(person, meetingId)).length === times);
    await told(first, 1);
    // Whoever goes is out of the meeting as they knew it; the others hear of its new time.
    await change({ secretaryIds: [second.personId], start: '2030-12-07T12:00' });
    await Promise.all([told(first, 2), told(second, 1), told(of.chair, 2)]);
    await change({ secretaryIds: [first.personId] });
    await Promise.all([told(first, 3), told(second, 2)]);
    done(await administrator.send('alliance.seat.appoint', { seatId: seat.seatId, delegateId: seat.delegate.personId, alternateIds: [seat.alternate.personId, second.personId] }));
    await told(second, 3);
    // Who leaves an office and keeps a seat stays invited.
    await change({ secretaryIds: [second.personId] });
    await told(first, 4);
    await change({ secretaryIds: [] });
    await settled(hub);

    const [at, moved] = ['2030-12-07T05:00:00.000Z', '2030-12-07T07:00:00.000Z'];
    expect(await calendarOf(first, meetingId)).toEqual([['REQUEST', 0, at], ['CANCEL', 1, at], ['REQUEST', 2, moved], ['CANCEL', 3, moved]]);
    expect(await calendarOf(second, meetingId)).toEqual([['REQUEST', 0, moved], ['CANCEL', 1, moved], ['REQUEST', 2, moved]]);
    expect(await calendarOf(of.chair, meetingId)).toEqual([['REQUEST', 0, at], ['REQUEST', 1, moved]]);
  });

  it('goes out of the calendar of an observer who is dismissed, and back when they are admitted again', async () => {
    const meetingId = await aMeeting(of, 'convened', { title: TITLE, start: '2030-12-08T10:00', zone: 'Asia/Karachi' });
    for (const [turn, command] of ['admit', 'dismiss', 'admit'].entries()) {
      done(await of.chair.send(`council.observer.${command}`, { meetingId, personId: of.stranger.personId }));
      await until(async () => (await calendarOf(of.stranger, meetingId)).length === turn + 1);
    }
    expect((await calendarOf(of.stranger, meetingId)).map(([method, sequence]) => [method, sequence])).toEqual([['REQUEST', 0], ['CANCEL', 1], ['REQUEST', 2]]);
  });

  it('stays in the calendar of whoever leaves a seat and has another part in it', async () => {
    const [seat] = of.seats;
    if (seat === undefined) throw new Error('the council has no seat');
    const appoint = async (alternateIds: readonly string[]): Promise<void> => void done(await administrator.send('alliance.seat.appoint', { seatId: seat.seatId, delegateId: null, alternateIds }));
    await appoint([of.secretary.personId]);
    const meetingId = await aMeeting(of, 'convened', { title: TITLE, start: '2030-12-06T10:00', zone: 'Asia/Karachi' });
    await until(async () => (await calendarOf(of.secretary, meetingId)).length === 1);
    await appoint([]);
    await settled(hub);
    expect(await hub.database.sql(`SELECT FROM notification_entry e JOIN notification_notice n ON n.id = e.notice_id WHERE n.name = 'council.invitation_ended' AND e.person_id = $1 AND n.key LIKE $2`, [of.secretary.personId, `${meetingId}/%`])).toHaveLength(0);
  });
});

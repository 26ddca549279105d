import type { Socket } from 'socket.io-client';
import { council } from '#contracts';
import { aMeeting, aPoll, cast, checkIn, codeOf, done, eventsOf, foundCouncil, settled, until, type Council, type Seated } from './a-council.js';
import { enter, signIn, type Someone } from '../support/people.js';
import type { Visitor } from '../support/hub.js';

type Envelope = { type: string; data: Record<string, unknown> };
type Reply = { ok: boolean; data?: { snapshot: unknown }; error?: { code: string } };

let of: Council;
let observer: Someone;
const seat = (at: number): Seated => of.seats[at] as Seated;
const idsOf = async (who: Visitor): Promise<string[]> => done(await who.get<{ data: { id: string }[] }>('/meetings?limit=250')).data.map((m) => m.id);

/** A reader of a meeting: what it was given at first, and what it has heard since. */
async function reader(who: Visitor, meetingId: string): Promise<{ socket: Socket; reply: Reply; heard: Envelope[]; dropped: unknown[] }> {
  const socket = await who.socket();
  const heard: Envelope[] = [];
  const dropped: unknown[] = [];
  socket.on('events', (frame: { events: Envelope[] }) => heard.push(...frame.events));
  socket.on('stream.drop', (told: unknown) => dropped.push(told));
  return { socket, heard, dropped, reply: await socket.emitWithAck('stream.subscribe', { stream: `meeting:${meetingId}` }) as Reply };
}

beforeAll(async () => {
  of = await foundCouncil(['1', '1', '1']);
  observer = await enter(of.hub, of.administrator);
}, 240_000);
afterAll(() => of.hub.close());

describe('a late joiner', () => {
  it('gets the whole room as declared, with the ballots of an open poll for members and without them for observers', async () => {
    const meetingId = await aMeeting(of, 'in_session');
    const item = done(await of.secretary.send('council.agenda.add_item', { meetingId, title: 'Opening' }));
    done(await of.chair.send('council.agenda.take_up', { meetingId, itemId: item['itemId'] }));
    const { requestId } = done(await seat(1).delegate.send('council.floor.request', { meetingId, kind: 'speech' }));
    done(await of.chair.send('council.floor.give', { meetingId, requestId, seconds: 60 }));
    done(await of.secretary.send('council.chat.post', { meetingId, text: 'Welcome' }));
    done(await of.chair.send('council.observer.admit', { meetingId, personId: observer.personId }));
    const pollId = await aPoll(of, meetingId);
    done(await cast(seat(0), meetingId, pollId, 'yes'));

    const [member, guest] = [await reader(of.interpreter, meetingId), await reader(observer, meetingId)];
    const room = council.room.parse(member.reply.data?.snapshot);
    expect(room).toMatchObject({
      meeting: { id: meetingId, state: 'in_session', startsAt: '2026-11-24T01:30:00.000Z' }, quorum: { present: '3', entitled: '3', quorate: true },
      agenda: [{ number: '1', state: 'current' }], floor: { speaker: { requestId }, waiting: [] }, motions: [{ state: 'voting' }],
      polls: [{ id: pollId, state: 'open', castSeats: 1 }], ballots: [{ pollId, seatId: seat(0).seatId, choice: 'yes' }], chat: [{ text: 'Welcome' }],
    });
    expect(room.roll.map((s) => s.acting?.personId).sort()).toEqual(of.seats.map((s) => s.delegate.personId).sort());
    expect(council.room.parse(guest.reply.data?.snapshot)).toEqual({ ...room, ballots: [] });

    done(await cast(seat(1), meetingId, pollId, 'no'));
    done(await of.chair.send('council.poll.close', { meetingId, pollId }));
    await until(async () => [member, guest].every((r) => r.heard.some((event) => event.type === 'council.poll.closed.v1')));
    expect(member.heard.map((event) => event.type)).toContain('council.ballot.cast.v1');
    expect(guest.heard.map((event) => event.type)).not.toContain('council.ballot.cast.v1');
    type Shown = { electorate: { ballot: unknown }[]; countries: unknown[]; castSeats: number };
    const [shown, full] = await Promise.all([observer, of.interpreter].map(async (who) => done(await who.get<Shown>(`/meetings/${meetingId}/polls/${pollId}`))));
    expect([shown?.castSeats, shown?.electorate.every((s) => s.ballot === null)]).toEqual([2, true]);
    // Each country has one seat here: its count would be that seat's ballot.
    expect([shown?.countries, full?.countries.length]).toEqual([[], 3]);
    [member, guest].forEach(({ socket }) => socket.close());
  });

  it('hears of readers as a number, not as an event each', async () => {
    const meetingId = await aMeeting(of, 'in_session', { access: 'alliance' });
    const before = (await eventsOf(of, meetingId)).length;
    const first = await reader(seat(0).delegate, meetingId);
    const counts: { data: object }[] = [];
    first.socket.on('signal', (signal: { data: object }) => counts.push(signal));
    const others = await Promise.all([observer, of.stranger, of.chair].map((who) => reader(who, meetingId)));
    await until(async () => JSON.stringify(counts.at(-1)?.data) === JSON.stringify({ meetingId, members: 2, observers: 2 }));
    expect(await eventsOf(of, meetingId)).toHaveLength(before);
    [first, ...others].forEach(({ socket }) => socket.close());
  });
});

describe('who may know of a meeting', () => {
  it('is its officers while it is a draft, then its members, and observers who were let in', async () => {
    const meetingId = await aMeeting(of, 'draft');
    const knows = async (): Promise<boolean[]> => Promise.all([of.chair, of.secretary, of.administrator, seat(0).delegate, seat(0).alternate, of.interpreter, observer, of.stranger]
      .map(async (who) => {
        const [listed, read] = [(await idsOf(who)).includes(meetingId), (await who.get(`/meetings/${meetingId}`)).status === 200];
        expect(listed).toBe(read);
        return read;
      }));
    expect(await knows()).toEqual([true, true, true, false, false, false, false, false]);
    done(await of.chair.send('council.meeting.convene', { meetingId }));
    expect(await knows()).toEqual([true, true, true, true, true, true, false, false]);
    done(await of.chair.send('council.observer.admit', { meetingId, personId: observer.personId }));
    expect(await knows()).toEqual([true, true, true, true, true, true, true, false]);
    done(await of.chair.send('council.meeting.change', { meetingId, access: 'alliance' }));
    expect(await knows()).toEqual([true, true, true, true, true, true, true, true]);
  });

  it.each([['', (id: string) => id], [', named in capitals', (id: string) => id.toUpperCase()]])('ends within a second for an observer who is dismissed%s', async (_, written) => {
    const meetingId = await aMeeting(of, 'in_session');
    done(await of.chair.send('council.observer.admit', { meetingId, personId: observer.personId }));
    const guest = await reader(observer, meetingId);
    expect(guest.reply.ok).toBe(true);
    done(await of.chair.send('council.observer.dismiss', { meetingId: written(meetingId), personId: written(observer.personId) }));
    await until(async () => guest.dropped.length > 0);
    expect(guest.dropped).toEqual([{ stream: `meeting:${meetingId}`, audiences: null }]);
    expect((await reader(observer, meetingId)).reply).toMatchObject({ ok: false, error: { code: 'stream_unknown' } });
  });

  it('ends for who is dismissed from a meeting that is open to the alliance too, until they are admitted again', async () => {
    const meetingId = await aMeeting(of, 'in_session', { access: 'alliance' });
    const guest = await reader(observer, meetingId);
    expect(guest.reply.ok).toBe(true);
    for (let times = 0; times < 2; times += 1) done(await of.secretary.send('council.observer.dismiss', { meetingId, personId: observer.personId }));
    await until(async () => guest.dropped.length > 0);
    expect([(await reader(observer, meetingId)).reply.ok, (await idsOf(observer)).includes(meetingId), (await reader(of.stranger, meetingId)).reply.ok]).toEqual([false, false, true]);
    expect(codeOf(await observer.send('council.chat.post', { meetingId, text: 'Still here' }))).toBe('not_found');
    done(await of.secretary.send('council.observer.admit', { meetingId, personId: observer.personId }));
    expect([(await reader(observer, meetingId)).reply.ok, (await idsOf(observer)).includes(meetingId)]).toEqual([true, true]);
    const told = (await eventsOf(of, meetingId)).filter(({ type }) => type.startsWith('council.observer.')).map(({ type }) => type);
    expect(told).toEqual([council.observerDismissed.name, council.observerAdmitted.name]);
  });

  it('goes over from one delegate to the next with the answer to the appointment: nobody is counted who acts no longer', async () => {
    const meetingId = await aMeeting(of, 'in_session', { present: 2 });
    const { seatId, alternate, delegate } = seat(2);
    const fresh = await enter(of.hub, of.administrator);
    for (let turn = 0; turn < 10; turn += 1) {
      const [comes, goes] = turn % 2 === 0 ? [fresh, delegate] : [delegate, fresh];
      done(await of.secretary.send('alliance.seat.appoint', { seatId, delegateId: comes.personId, alternateIds: [alternate.personId] }));
      const [late, next] = await Promise.all([checkIn(seat(2), meetingId, 'hall', goes), checkIn(seat(2), meetingId, 'hall', comes)]);
      expect([codeOf(late), codeOf(next)]).toEqual(['not_found', null]);
    }
  });

  it('begins for a new delegate, and ends for the old one, with the event of the alliance', async () => {
    const meetingId = await aMeeting(of, 'convened');
    const fresh = await enter(of.hub, of.administrator);
    const { seatId, alternate, delegate } = seat(2);
    done(await of.secretary.send('alliance.seat.appoint', { seatId, delegateId: fresh.personId, alternateIds: [alternate.personId] }));
    await settled(of.hub);
    expect([await idsOf(fresh), await idsOf(delegate)].map((ids) => ids.includes(meetingId))).toEqual([true, false]);
    expect(codeOf(await delegate.get(`/meetings/${meetingId}`))).toBe('not_found');
    done(await of.secretary.send('alliance.seat.appoint', { seatId, delegateId: delegate.personId, alternateIds: [alternate.personId] }));
    await settled(of.hub);
  });
});

describe('the life of a meeting', () => {
  it('does not hang on its chair: who is suspended is followed by another, named by the secretary, before everybody’s eyes', async () => {
    const meetingId = await aMeeting(of, 'in_session');
    const { delegate } = seat(1);
    const member = await reader(delegate, meetingId);
    done(await of.administrator.send('identity.person.suspend', { personId: of.chair.personId }));
    try {
      expect(codeOf(await of.secretary.send('council.chair.hand_over', { meetingId, personId: of.chair.personId }))).toBe('not_found');
      expect(codeOf(await delegate.send('council.chair.hand_over', { meetingId, personId: delegate.personId }))).toBe('forbidden');
      done(await of.secretary.send('council.chair.hand_over', { meetingId, personId: delegate.personId }));
      await until(async () => member.heard.some(({ type, data }) => type === council.meetingChanged.name && data['chairId'] === delegate.personId));
      done(await delegate.send('council.meeting.recess', { meetingId }));
    } finally {
      done(await of.administrator.send('identity.person.restore', { personId: of.chair.personId }));
      Object.assign(of.chair, await signIn(of.hub, of.chair.email));
    }
    expect(codeOf(await of.chair.send('council.meeting.resume', { meetingId }))).toBe('not_found');
    done(await delegate.send('council.chair.hand_over', { meetingId, personId: of.chair.personId }));
    done(await of.chair.send('council.meeting.resume', { meetingId }));
    expect(codeOf(await delegate.send('council.meeting.adjourn', { meetingId }))).toBe('forbidden');
    // Before it has begun, its facts are changed.
    expect(codeOf(await of.chair.send('council.chair.hand_over', { meetingId: await aMeeting(of, 'convened'), personId: delegate.personId }))).toBe('meeting_state');
  });

  it('has officers and observers who are in the hub, and days that the calendar has', async () => {
    const nobody = '0198a2b4-7c1e-7d3a-9f00-1c2d3e4f5a6b';
    const facts = { bodyId: of.bodyId, title: 'Sitting', zone: 'Europe/Berlin', start: '2026-11-24T09:30' };
    const meetingId = await aMeeting(of, 'convened');
    for (const officers of [{ chairId: nobody }, { secretaryIds: [of.secretary.personId, nobody] }, { interpreterIds: [nobody] }]) {
      expect(codeOf(await of.chair.send('council.meeting.draft', { ...facts, ...officers }))).toBe('not_found');
      expect(codeOf(await of.chair.send('council.meeting.change', { meetingId, ...officers }))).toBe('not_found');
    }
    expect(codeOf(await of.chair.send('council.observer.admit', { meetingId, personId: nobody }))).toBe('not_found');
    const refused = await of.chair.send('council.meeting.draft', { ...facts, start: '2026-02-30T09:30' });
    expect([codeOf(refused), refused.body['details']]).toEqual(['invalid_input', { issues: [{ pointer: '/start', rule: 'a day that the calendar has' }] }]);
    expect(done(await of.chair.get<{ chairId: string }>(`/meetings/${meetingId}`)).chairId).toBe(of.chair.personId);
  });

  it('goes from draft to closed by its own steps alone, each told with its event', async () => {
    const meetingId = await aMeeting(of, 'draft');
    const steps = ['convene', 'open_check_in', 'call_to_order', 'recess', 'resume', 'adjourn', 'close'];
    const send = (step: string): Promise<string | null> => of.chair.send(`council.meeting.${step}`, { meetingId }).then(codeOf);
    for (const [at, step] of steps.entries()) {
      if (step === 'call_to_order') for (const s of of.seats) done(await s.delegate.send('council.attendance.check_in', { meetingId, seatId: s.seatId, mode: 'hall' }));
      const skipped = steps.slice(at + 2).filter((later) => !['close', 'adjourn'].includes(later));
      for (const later of skipped) expect([step, later, await send(later)]).toEqual([step, later, 'meeting_state']);
      expect([step, await send(step)]).toEqual([step, null]);
    }
    for (const step of steps) expect(await send(step)).toBe('meeting_state');
    const moves = (await eventsOf(of, meetingId)).filter((event) => event.type === 'council.meeting.moved.v1').map((event) => event.data['to']);
    expect(moves).toEqual(['convened', 'check_in', 'in_session', 'recess', 'in_session', 'adjourned', 'closed']);
    const gone = await aMeeting(of, 'convened');
    done(await of.chair.send('council.meeting.cancel', { meetingId: gone, reason: 'Floods' }));
    expect(codeOf(await of.chair.send('council.meeting.convene', { meetingId: gone }))).toBe('meeting_state');
  });

  it('is called to order once, when the chair presses twice on two devices', async () => {
    const meetingId = await aMeeting(of, 'check_in');
    const answers = await Promise.all(Array.from({ length: 10 }, () => of.chair.send('council.meeting.call_to_order', { meetingId })));
    expect(answers.map(codeOf).filter((code) => code === null)).toHaveLength(1);
  });
});

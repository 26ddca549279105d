import type { Socket } from 'socket.io-client';
import { council } from '#contracts';
import { aMeeting, checkIn, codeOf, done, eventsOf, foundCouncil, settled, until, type Council, type Seated } from './a-council.js';
import type { Visitor } from '../support/hub.js';
import { signIn } from '../support/people.js';

type Interval = { seatId: string; personId: string; mode: string; since: string; until: string | null; endedBy: string | null; lineLostAt: string | null };
type Ledger = { at: string; proof: { present: string; entitled: string; quorate: boolean; seatIds: string[] }; ledger: Interval[] };

let of: Council;
const seat = (at: number): Seated => of.seats[at] as Seated;
const ledger = async (meetingId: string, at = ''): Promise<Ledger> => done(await of.chair.get<Ledger>(`/meetings/${meetingId}/attendance${at === '' ? '' : `?at=${at}`}`));
const openOf = async (meetingId: string, seatId: string): Promise<Interval[]> => (await ledger(meetingId)).ledger.filter((i) => i.seatId === seatId && i.until === null);

/** A line that reads the meeting. */
async function line(of_: Visitor, meetingId: string): Promise<Socket> {
  const socket = await of_.socket();
  const reply = await socket.emitWithAck('stream.subscribe', { stream: `meeting:${meetingId}` }) as { ok: boolean };
  if (!reply.ok) throw new Error(JSON.stringify(reply));
  return socket;
}
const linesOf = (meetingId: string): Promise<object[]> => of.hub.database.sql('SELECT person_id FROM council_line WHERE meeting_id = $1', [meetingId]);

beforeAll(async () => {
  of = await foundCouncil(['1', '1', '1'], { HUB_COUNCIL_GRACE: '1' });
}, 240_000);
afterAll(() => of.hub.close());

describe('checking in', () => {
  it('lets one act for a seat when delegate and alternate come at once, and the delegate goes before the alternate', async () => {
    for (let round = 0; round < 10; round += 1) {
      const meetingId = await aMeeting(of, 'check_in', { present: 0 });
      const answers = await Promise.all([checkIn(seat(0), meetingId), checkIn(seat(0), meetingId, 'hall', seat(0).alternate), checkIn(seat(0), meetingId)]);
      expect([codeOf(answers[0] as never), codeOf(answers[2] as never)]).toEqual([null, null]);
      expect([null, 'seat_occupied']).toContain(codeOf(answers[1] as never));
      expect((await openOf(meetingId, seat(0).seatId)).map((i) => i.personId)).toEqual([seat(0).delegate.personId]);
    }
  });

  it('keeps an alternate until the delegate comes, and tells who took over', async () => {
    const meetingId = await aMeeting(of, 'check_in', { present: 0 });
    done(await checkIn(seat(0), meetingId, 'online', seat(0).alternate));
    done(await checkIn(seat(0), meetingId));
    expect(codeOf(await checkIn(seat(0), meetingId, 'hall', seat(0).alternate))).toBe('seat_occupied');
    const { ledger: stretches } = await ledger(meetingId);
    expect(stretches.map((i) => [i.personId, i.endedBy])).toEqual([[seat(0).alternate.personId, 'hand_over'], [seat(0).delegate.personId, null]]);
    expect(stretches[0]?.until).toBe(stretches[1]?.since);
  });

  it('is for the people of the seat; the secretary checks in another of them, in the hall alone', async () => {
    const meetingId = await aMeeting(of, 'check_in', { present: 0 });
    const forAnother = (mode: string, personId: string): object => ({ meetingId, seatId: seat(0).seatId, mode, personId });
    expect(codeOf(await checkIn(seat(0), meetingId, 'hall', seat(1).delegate))).toBe('not_of_seat');
    expect(codeOf(await checkIn(seat(0), meetingId, 'hall', of.chair))).toBe('forbidden');
    expect(codeOf(await of.secretary.send('council.attendance.check_in', forAnother('online', seat(0).delegate.personId)))).toBe('forbidden');
    expect(codeOf(await of.secretary.send('council.attendance.check_in', forAnother('hall', seat(1).delegate.personId)))).toBe('not_of_seat');
    expect(codeOf(await of.secretary.send('council.attendance.check_in', forAnother('hall', seat(0).alternate.personId)))).toBeNull();
    expect(codeOf(await seat(1).delegate.send('council.attendance.check_in', forAnother('hall', seat(0).delegate.personId)))).toBe('forbidden');
  });

  it('ends for who is suspended: counted no longer, without the floor, and checked in by nobody until they are restored', async () => {
    const meetingId = await aMeeting(of, 'in_session');
    const { delegate, alternate, seatId } = seat(0);
    const asked = done(await delegate.send('council.floor.request', { meetingId, kind: 'speech' }));
    done(await of.chair.send('council.floor.give', { meetingId, requestId: asked['requestId'], seconds: 600 }));
    const acting = async (): Promise<string[]> => (await openOf(meetingId, seatId)).map(({ personId }) => personId);
    done(await of.administrator.send('identity.person.suspend', { personId: delegate.personId }));
    try {
      await settled(of.hub);
      const { speaker } = done(await of.chair.get<{ speaker: object | null }>(`/meetings/${meetingId}/speakers`));
      const { proof } = await ledger(meetingId);
      expect([await acting(), speaker, proof.present]).toEqual([[], null, String(of.seats.length - 1)]);
      const out = (await eventsOf(of, meetingId)).filter(({ type }) => type === council.checkedOut.name);
      expect(out.at(-1)?.data).toMatchObject({ seatId, personId: delegate.personId, endedBy: 'revoked' });
      expect(codeOf(await of.secretary.send('council.attendance.check_in', { meetingId, seatId, mode: 'hall', personId: delegate.personId }))).toBe('not_found');
      done(await checkIn(seat(0), meetingId, 'hall', alternate));
      expect(codeOf(await alternate.send('council.attendance.hand_over', { meetingId, seatId, personId: delegate.personId, mode: 'hall' }))).toBe('not_found');
      expect(await acting()).toEqual([alternate.personId]);
    } finally {
      done(await of.administrator.send('identity.person.restore', { personId: delegate.personId }));
      Object.assign(delegate, await signIn(of.hub, delegate.email));
    }
  });

  it('refuses outside of a sitting, and seats that do not exist', async () => {
    const meetingId = await aMeeting(of, 'convened');
    const early = await checkIn(seat(0), meetingId);
    expect([codeOf(early), early.body['details']]).toEqual(['meeting_state', { state: 'convened', needs: ['check_in', 'in_session', 'recess'] }]);
    done(await of.chair.send('council.meeting.open_check_in', { meetingId }));
    expect(codeOf(await seat(0).delegate.send('council.attendance.check_in', { meetingId, seatId: of.bodyId, mode: 'hall' }))).toBe('seat_unknown');
  });

  it('ends with the sitting, and begins anew for the next one', async () => {
    const meetingId = await aMeeting(of, 'in_session');
    done(await of.chair.send('council.meeting.adjourn', { meetingId }));
    expect((await ledger(meetingId)).ledger.map((i) => i.endedBy)).toEqual(['closed', 'closed', 'closed']);
    done(await of.chair.send('council.meeting.open_check_in', { meetingId }));
    expect(codeOf(await of.chair.send('council.meeting.call_to_order', { meetingId }))).toBe('inquorate');
    for (const s of of.seats) done(await checkIn(s, meetingId));
    done(await of.chair.send('council.meeting.call_to_order', { meetingId }));
    const moves = (await eventsOf(of, meetingId)).filter((event) => event.type === 'council.meeting.moved.v1').map((event) => [event.data['to'], event.data['sitting']]);
    expect(moves).toEqual([['convened', 0], ['check_in', 0], ['in_session', 1], ['adjourned', 1], ['check_in', 1], ['in_session', 2]]);
  });
});

describe('a cut line', () => {
  it('is not leaving while the grace runs, and is forgotten when it comes back', async () => {
    const meetingId = await aMeeting(of, 'in_session', { present: 2 });
    const first = await line(seat(2).delegate, meetingId);
    await until(async () => (await linesOf(meetingId)).length === 1);
    done(await checkIn(seat(2), meetingId, 'online'));
    first.close();
    await until(async () => (await openOf(meetingId, seat(2).seatId))[0]?.lineLostAt !== null);
    expect((await ledger(meetingId)).proof.present).toBe('3');
    const second = await line(seat(2).delegate, meetingId);
    await until(async () => (await openOf(meetingId, seat(2).seatId))[0]?.lineLostAt === null);
    expect((await eventsOf(of, meetingId)).filter((event) => event.type === 'council.attendance.lines_changed.v1').map((event) => event.data))
      .toEqual([{ lost: [seat(2).seatId], back: [] }, { lost: [], back: [seat(2).seatId] }]);
    second.close();
  });

  it('drops the seat when the grace is over, tells it, and takes the quorum along; a seat in the hall has no line to lose', async () => {
    const id = await aMeeting(of, 'check_in', { present: 1 });
    const lines = await Promise.all([1, 2].map((at) => line(seat(at).delegate, id)));
    await until(async () => (await linesOf(id)).length === 2);
    for (const s of [1, 2].map(seat)) done(await checkIn(s, id, 'online'));
    done(await of.chair.send('council.meeting.call_to_order', { meetingId: id }));
    lines.forEach((socket) => socket.close());
    await until(async () => (await ledger(id)).proof.present === '1');
    const told = (await eventsOf(of, id)).filter((event) => event.data['endedBy'] === 'dropped');
    expect(new Set(told.map((event) => event.data['seatId']))).toEqual(new Set([seat(1).seatId, seat(2).seatId]));
    expect((await eventsOf(of, id)).findLast((event) => event.type === 'council.quorum.changed.v1')?.data).toEqual({ of: 'seats', present: '1', entitled: '3', quorate: false });
  });

  it('of a process that died is lost since its last heartbeat', async () => {
    const meetingId = await aMeeting(of, 'check_in', { present: 0 });
    const own = await line(seat(0).delegate, meetingId);
    await until(async () => (await linesOf(meetingId)).length === 1);
    done(await checkIn(seat(0), meetingId, 'online'));
    const [lost] = await of.hub.database.sql<{ at: Date }>(`
      WITH dead AS (INSERT INTO council_node VALUES (gen_random_uuid(), now() - interval '1 minute') RETURNING id, seen_at),
      moved AS (UPDATE council_line SET node_id = (SELECT id FROM dead) WHERE meeting_id = '${meetingId}')
      SELECT seen_at AS at FROM dead`);
    await until(async () => (await openOf(meetingId, seat(0).seatId)).length === 0);
    const [stretch] = (await ledger(meetingId)).ledger;
    expect(stretch?.endedBy).toBe('dropped');
    expect(Date.parse(String(stretch?.lineLostAt))).toBeGreaterThanOrEqual(lost?.at.getTime() ?? Infinity);
    own.close();
  });
});

describe('the ledger', () => {
  it('gives the quorum of any instant, exactly', async () => {
    const meetingId = await aMeeting(of, 'in_session');
    done(await seat(0).delegate.send('council.attendance.check_out', { meetingId, seatId: seat(0).seatId }));
    done(await of.secretary.send('council.attendance.check_out', { meetingId, seatId: seat(1).seatId }));
    done(await checkIn(seat(0), meetingId, 'hall'));
    const entries = (await eventsOf(of, meetingId)).filter((event) => event.type.startsWith('council.attendance.'));
    expect(entries).toHaveLength(6);
    for (const { data } of entries) {
      const at = String(data['since'] ?? data['until']);
      expect((await ledger(meetingId, at)).proof).toMatchObject({ ...(data['quorum'] as object), at });
    }
    expect((await ledger(meetingId)).proof).toMatchObject({ present: '2', entitled: '3', quorate: true });
  });

  it('keeps entries apart even when a hundred come at once', async () => {
    const meetingId = await aMeeting(of, 'check_in', { present: 0 });
    await Promise.all(Array.from({ length: 100 }, (_, at) => {
      const s = seat(at % 3);
      return at % 2 === 0 ? checkIn(s, meetingId) : of.secretary.send('council.attendance.check_out', { meetingId, seatId: s.seatId });
    }));
    const { ledger: stretches, proof } = await ledger(meetingId);
    const entries = [...stretches.map((i) => `${i.seatId} ${i.since}`), ...stretches.flatMap((i) => (i.until === null ? [] : [`${i.seatId} ${i.until}`]))];
    expect(new Set(entries).size).toBe(entries.length);
    expect(proof.seatIds).toEqual(stretches.filter((i) => i.until === null).map((i) => i.seatId).sort());
  });
});

it('does not begin for who is suspended on their way to the seat', async () => {
  const { delegate, seatId } = seat(0);
  for (let round = 0; round < 5; round += 1) {
    const meetingId = await aMeeting(of, 'check_in', { present: 0 });
    // Who is suspended is signed out.
    const back = await signIn(of.hub, delegate.email);
    await Promise.all([checkIn(seat(0), meetingId, 'hall', back), of.administrator.send('identity.person.suspend', { personId: delegate.personId })]);
    await settled(of.hub);
    const acting = await openOf(meetingId, seatId);
    done(await of.administrator.send('identity.person.restore', { personId: delegate.personId }));
    expect(acting).toEqual([]);
  }
});

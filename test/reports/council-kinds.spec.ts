import { aMeeting, cast, checkIn, done, foundCouncil, settled, type Council, type Seated } from '../council/a-council.js';
import { bothWays, factsOf, feedOf, gather, numbersOf, rowsOf, saysNothing } from './gather.js';
import { enter, type Someone } from '../support/people.js';

type Json = Record<string, unknown>;

let of: Council;
let observer: Someone;
let meetingId: string;
const seat = (at: number): Seated => of.seats[at] as Seated;
const window = { from: new Date(Date.now() - 86_400_000), to: new Date(Date.now() + 86_400_000) };
const chair = async (command: string, input: object = {}): Promise<Json> => done(await of.chair.send<Json>(command, { meetingId, ...input }));

/**
 * One meeting, held whole: two sittings; the first seat is in both and votes yes, the second votes no in the first one and hands over to its alternate, the third leaves before the second one begins. One motion is
 * carried, one waits. Readers: the secretary, an admitted observer, a stranger.
 */
beforeAll(async () => {
  of = await foundCouncil(['2', '1', '1']);
  observer = await enter(of.hub, of.administrator);
  meetingId = await aMeeting(of, 'convened', { title: 'Third ordinary meeting' });
  done(await of.chair.send('council.observer.admit', { meetingId, personId: observer.personId }));
  const first = (await chair('council.agenda.add_item', { title: 'Opening' }))['itemId'];
  const second = (await chair('council.agenda.add_item', { title: 'Northern corridor', kind: 'motion', plannedMinutes: 20 }))['itemId'];
  await chair('council.agenda.add_item', { title: 'Experts', parentId: second });
  await chair('council.agenda.add_item', { title: 'Budget', position: 1 });
  await chair('council.agenda.move_item', { itemId: first, parentId: null, position: 1 });
  const gone = (await chair('council.agenda.add_item', { title: 'Dropped' }))['itemId'];
  await chair('council.agenda.remove_item', { itemId: gone });
  await chair('council.meeting.open_check_in');
  for (const at of [0, 1]) done(await checkIn(seat(at), meetingId));
  await chair('council.meeting.call_to_order');
  await chair('council.agenda.take_up', { itemId: second });
  const motionId = String(done(await seat(0).delegate.send<Json>('council.motion.table', { meetingId, agendaItemId: second, title: 'Opening of a corridor', text: 'The council opens the northern corridor.' }))['motionId']);
  done(await seat(0).delegate.send('council.motion.table', { meetingId, title: 'A second corridor', text: 'The council opens the southern corridor.' }));
  const pollId = String((await chair('council.poll.open', { motionId }))['pollId']);
  done(await cast(seat(0), meetingId, pollId, 'yes'));
  done(await cast(seat(1), meetingId, pollId, 'no'));
  done(await seat(1).delegate.send('council.attendance.hand_over', { meetingId, seatId: seat(1).seatId, personId: seat(1).alternate.personId, mode: 'online' }));
  await chair('council.poll.close', { pollId });
  await chair('council.poll.declare', { pollId });
  await chair('council.agenda.conclude', { itemId: second, outcome: 'decided' });
  await chair('council.meeting.recess');
  await chair('council.meeting.resume');
  await chair('council.meeting.adjourn');
  await chair('council.meeting.open_check_in');
  for (const one of [seat(0), seat(2)]) done(await checkIn(one, meetingId, 'online'));
  done(await seat(2).delegate.send('council.attendance.check_out', { meetingId, seatId: seat(2).seatId }));
  done(await checkIn(seat(1), meetingId));
  await chair('council.meeting.call_to_order');
  done(await seat(1).delegate.send('council.attendance.check_out', { meetingId, seatId: seat(1).seatId }));
  await chair('council.meeting.close');
  await settled(of.hub);
}, 240_000);
afterAll(() => of.hub.close());

describe('the pack of a meeting', () => {
  it('has the agenda that the door shows, in its order', async () => {
    const { items } = done(await of.secretary.get<{ items: Json[] }>(`/meetings/${meetingId}/agenda`));
    const rows = rowsOf(await gather(of.secretary, 'council.meeting_pack', { meetingId }), 'agenda');
    expect(rows.map(({ number, title, planned_minutes }) => [number, title, planned_minutes])).toEqual(items.map(({ number, title, plannedMinutes }) => [number, title, plannedMinutes]));
    expect(rows.map(({ title, state }) => [title, state])).toEqual([['Opening', 'planned'], ['Budget', 'planned'], ['Northern corridor', 'decided'], ['Experts', 'planned']]);
  });

  it('has everybody who was there, from when to when', async () => {
    const { ledger } = done(await of.secretary.get<{ ledger: Json[] }>(`/meetings/${meetingId}/attendance`));
    const rows = rowsOf(await gather(of.secretary, 'council.meeting_pack', { meetingId }), 'attendance');
    expect(rows.map(({ from, until }) => [from, until]).sort()).toEqual(ledger.map(({ since, until }) => [since, until]).sort());
    expect(rows.map(({ institution, mode }) => [institution, mode])).toEqual([['Hospital 1', 'in the hall'], ['Hospital 1', 'online'], ['Hospital 2', 'in the hall'], ['Hospital 2', 'online'], ['Hospital 2', 'in the hall'], ['Hospital 3', 'online']]);
  });

  it('says how was voted, who voted how, and the text that lay before the meeting', async () => {
    const pack = await gather(of.secretary, 'council.meeting_pack', { meetingId });
    expect(rowsOf(pack, 'votes')).toEqual([expect.objectContaining({ motion: 1, title: 'Opening of a corridor', state: 'declared', outcome: 'carried', yes: 1, no: 1, abstain: 0, entitled: 3, in_favour: 2, base: 3 })]);
    expect(rowsOf(pack, 'ballots').map(({ institution, country, choice }) => [institution, country, choice])).toEqual([['Hospital 1', 'Pakistan', 'yes'], ['Hospital 2', 'China', 'no']]);
    expect(pack.sections.map(({ title }) => title)).toEqual(expect.arrayContaining(['Motion 1: Opening of a corridor', 'Motion 2: A second corridor']));
    expect(JSON.stringify(pack)).toContain('The council opens the northern corridor.');
    expect(factsOf(pack)).toMatchObject({ state: 'closed', sittings: 2, motions: 2 });
  });

  it('shows an observer the count, and nobody’s ballot', async () => {
    const pack = await gather(observer, 'council.meeting_pack', { meetingId });
    expect(rowsOf(pack, 'votes')).toEqual(rowsOf(await gather(of.secretary, 'council.meeting_pack', { meetingId }), 'votes'));
    expect(rowsOf(pack, 'ballots')).toEqual([]);
  });

  it('says nothing to a stranger', async () => {
    const pack = await gather(of.stranger, 'council.meeting_pack', { meetingId });
    expect(saysNothing(pack)).toBe(true);
    expect(JSON.stringify(pack)).not.toContain('Third ordinary meeting');
  });
});

describe('the record of attendance and votes', () => {
  it('counts sittings, presence in session and ballots of each institution, absent ones too', async () => {
    const record = await gather(of.secretary, 'council.attendance_record', { bodyId: of.bodyId }, { window });
    expect(rowsOf(record, 'institutions').map(({ institution, sittings, attended, attendance, polls, ballots, participation, yes, no }) => [institution, sittings, attended, attendance, polls, ballots, participation, yes, no])).toEqual([
      ['Hospital 1', 2, 2, 1, 1, 1, 1, 1, 0], ['Hospital 2', 2, 2, 1, 1, 1, 1, 0, 1], ['Hospital 3', 2, 0, 0, 1, 0, 0, 0, 0],
    ]);
    expect(rowsOf(record, 'countries').map(({ country_code, seats, attended, no }) => [country_code, seats, attended, no])).toEqual([['CN', 1, 2, 1], ['PK', 1, 2, 0], ['UZ', 1, 0, 0]]);
    expect(factsOf(record)).toEqual({ sittings: 2, polls: 1, attendance: 0.6667, participation: 0.6667 });
  });

  it.each(['council.attendance_record', 'council.resolutions', 'council.activity_quarter'])('says nothing of a window in which nothing happened, and nothing to a stranger: %s', async (kind) => {
    const before = { from: new Date('2020-01-01T00:00:00Z'), to: new Date('2020-04-01T00:00:00Z') };
    expect(saysNothing(await gather(of.secretary, kind, { bodyId: of.bodyId }, { window: before }))).toBe(true);
    expect(saysNothing(await gather(of.stranger, kind, { bodyId: of.bodyId }, { window }))).toBe(true);
    expect(saysNothing(await gather(of.secretary, kind, { bodyId: of.bodyId }, { window }))).toBe(false);
  });
});

describe('resolutions', () => {
  it('are what was decided, how, and what became of its item; what waits stands apart', async () => {
    const report = await gather(of.secretary, 'council.resolutions', { bodyId: of.bodyId }, { window });
    expect(rowsOf(report, 'resolutions')).toEqual([
      expect.objectContaining({ meeting: 'Third ordinary meeting', motion: 1, title: 'Opening of a corridor', outcome: 'carried', yes: 1, no: 1, in_favour: 2, base: 3, item: '3 Northern corridor', follow_up: 'decided' }),
    ]);
    expect(rowsOf(report, 'waiting')).toEqual([expect.objectContaining({ motion: 2, title: 'A second corridor', state: 'tabled' })]);
    const [motion] = done(await of.secretary.get<{ data: Json[] }>(`/meetings/${meetingId}/motions`)).data;
    expect(rowsOf(report, 'resolutions')[0]?.['text_hash']).toBe(motion?.['textHash']);
  });
});

describe('the activity of a quarter', () => {
  it('adds up sittings, polls, ballots and attendance by month', async () => {
    const report = await gather(of.secretary, 'council.activity_quarter', { bodyId: of.bodyId }, { window });
    expect(factsOf(report)).toMatchObject({ meetings: 1, sittings: 2, decided: 1, carried: 1, ballots: 2, attendance: 0.6667 });
    const months = rowsOf(report, 'months');
    expect(months.reduce((all, { sittings }) => all + Number(sittings), 0)).toBe(2);
    expect(months.reduce((all, { tabled }) => all + Number(tabled), 0)).toBe(2);
  });
});

describe('a report', () => {
  it.each([['council.meeting_pack', 'meetingId'], ['council.attendance_record', 'bodyId'], ['council.resolutions', 'bodyId'], ['council.activity_quarter', 'bodyId']] as const)('is made by the hub as the doors show it to the reader: %s', async (kind, subject) => {
    const params = { [subject]: subject === 'meetingId' ? meetingId : of.bodyId };
    for (const reader of [of.secretary, observer]) {
      const { byHub, byDoors } = await bothWays(reader, kind, params);
      expect(byHub).toEqual(byDoors);
      expect(saysNothing(byHub)).toBe(false);
    }
  });

  it('of the same range is the same, whatever happens afterwards', async () => {
    const upTo = (await feedOf(of.secretary)).at(-1)?.id ?? null;
    const asked: readonly (readonly [string, object])[] = [['council.meeting_pack', { meetingId }], ['council.attendance_record', { bodyId: of.bodyId }], ['council.resolutions', { bodyId: of.bodyId }], ['council.activity_quarter', { bodyId: of.bodyId }]];
    const make = (): Promise<unknown[]> => Promise.all(asked.map(([kind, params]) => gather(of.secretary, kind, params, { window, upTo })));
    const before = await make();
    const institutions = done(await of.administrator.get<{ data: { id: string; name: string }[] }>('/institutions')).data;
    const renamed = institutions.find(({ name }) => name === 'Hospital 1');
    done(await of.administrator.send('alliance.institution.change', { institutionId: renamed?.id, name: 'Renamed' }));
    done(await of.administrator.send('alliance.seat.vacate', { seatId: seat(2).seatId }));
    await settled(of.hub);
    expect(JSON.stringify(await make())).toBe(JSON.stringify(before));
    expect(JSON.stringify(await gather(of.secretary, 'council.attendance_record', { bodyId: of.bodyId }, { window }))).toContain('Renamed');
  });

  it.each(['zh', 'ru', 'ur', 'ar'] as const)('says the same in %s, in other words', async (language) => {
    const [english, other] = [await gather(of.secretary, 'council.meeting_pack', { meetingId }), await gather(of.secretary, 'council.meeting_pack', { meetingId }, { language })];
    expect(numbersOf(other)).toEqual(numbersOf(english));
    expect(other.title).not.toBe(english.title);
  });
});

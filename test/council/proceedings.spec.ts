import { aMeeting, checkIn, codeOf, done, eventsOf, foundCouncil, foundSeat, settled, type Council, type Seated } from './a-council.js';
import type { Answer } from '../support/hub.js';

let of: Council;
const seat = (at: number): Seated => of.seats[at] as Seated;

beforeAll(async () => {
  of = await foundCouncil(['1', '1', '1']);
}, 240_000);
afterAll(() => of.hub.close());

describe('the agenda', () => {
  const add = (meetingId: string, title: string, place: object = {}): Promise<string> => of.secretary.send<{ itemId: string }>('council.agenda.add_item', { meetingId, title, ...place }).then((answer) => done(answer).itemId);
  const shown = async (meetingId: string): Promise<string[]> => done(await of.chair.get<{ items: { number: string; title: string; state: string }[] }>(`/meetings/${meetingId}/agenda`)).items.map((i) => `${i.number} ${i.title}${i.state === 'planned' ? '' : ` (${i.state})`}`);

  it('is a tree that items are added to, moved in and removed from, with numbers that follow', async () => {
    const meetingId = await aMeeting(of, 'draft');
    const [opening, reports, closing] = [await add(meetingId, 'Opening'), await add(meetingId, 'Reports'), await add(meetingId, 'Closing')];
    await add(meetingId, 'Training', { parentId: reports });
    await add(meetingId, 'Hospitals', { parentId: reports, position: 1 });
    expect(await shown(meetingId)).toEqual(['1 Opening', '2 Reports', '2.1 Hospitals', '2.2 Training', '3 Closing']);
    done(await of.chair.send('council.agenda.move_item', { meetingId, itemId: opening, parentId: reports, position: 2 }));
    expect(await shown(meetingId)).toEqual(['1 Reports', '1.1 Hospitals', '1.2 Opening', '1.3 Training', '2 Closing']);
    expect(codeOf(await of.chair.send('council.agenda.move_item', { meetingId, itemId: reports, parentId: opening, position: 1 }))).toBe('agenda_misplaced');
    expect(codeOf(await of.chair.send('council.agenda.remove_item', { meetingId, itemId: reports }))).toBe('item_has_children');
    done(await of.chair.send('council.agenda.remove_item', { meetingId, itemId: opening }));
    done(await of.chair.send('council.agenda.change_item', { meetingId, itemId: closing, title: 'Any other business' }));
    expect(await shown(meetingId)).toEqual(['1 Reports', '1.1 Hospitals', '1.2 Training', '2 Any other business']);
  });

  it('keeps its places in order when many move items at once', async () => {
    const meetingId = await aMeeting(of, 'draft');
    const ids = [];
    for (let at = 0; at < 6; at += 1) ids.push(await add(meetingId, `Item ${at}`));
    await Promise.all(ids.flatMap((itemId) => [1, 3, 6].map(async (position) => done(await of.chair.send('council.agenda.move_item', { meetingId, itemId, parentId: null, position })))));
    expect((await shown(meetingId)).map((line) => line.split(' ')[0])).toEqual(['1', '2', '3', '4', '5', '6']);
  });

  it('has one current item, whose predecessor is concluded or goes back', async () => {
    const meetingId = await aMeeting(of, 'in_session');
    const [a, b, c] = [await add(meetingId, 'A'), await add(meetingId, 'B'), await add(meetingId, 'C')];
    const takeUp = (itemId: string, previous?: string): Promise<Answer> => of.chair.send('council.agenda.take_up', { meetingId, itemId, previous });
    done(await takeUp(a));
    done(await takeUp(b));
    expect(await shown(meetingId)).toEqual(['1 A', '2 B (current)', '3 C']);
    done(await takeUp(c, 'noted'));
    expect(await shown(meetingId)).toEqual(['1 A', '2 B (noted)', '3 C (current)']);
    expect(codeOf(await takeUp(b))).toBe('item_state');
    done(await of.chair.send('council.agenda.conclude', { meetingId, itemId: c, outcome: 'postponed' }));
    await Promise.all([takeUp(a), takeUp(c), takeUp(a), takeUp(c)]);
    expect((await shown(meetingId)).filter((line) => line.endsWith('(current)'))).toHaveLength(1);
  });

  it('has an item decided by a sitting with a quorum alone; what else becomes of it needs none', async () => {
    const meetingId = await aMeeting(of, 'in_session');
    const [a, b] = [await add(meetingId, 'A'), await add(meetingId, 'B')];
    const conclude = (itemId: string, outcome: string): Promise<Answer> => of.chair.send('council.agenda.conclude', { meetingId, itemId, outcome });
    done(await of.chair.send('council.agenda.take_up', { meetingId, itemId: a }));
    for (const { seatId } of of.seats) done(await of.secretary.send('council.attendance.check_out', { meetingId, seatId }));
    expect([codeOf(await conclude(a, 'decided')), codeOf(await of.chair.send('council.agenda.take_up', { meetingId, itemId: b, previous: 'decided' }))]).toEqual(['inquorate', 'inquorate']);
    done(await of.chair.send('council.meeting.adjourn', { meetingId }));
    expect(codeOf(await conclude(a, 'decided'))).toBe('meeting_state');
    done(await conclude(a, 'postponed'));
  });
});

describe('the list of speakers', () => {
  const ask = (meetingId: string, s: Seated, kind = 'speech', more: object = {}): Promise<Answer> => s.delegate.send('council.floor.request', { meetingId, kind, ...more });
  type Floor = { listOpen: boolean; speaker: { personId: string; deadline: string; topic: string | null } | null; waiting: { personId: string; kind: string; place: number }[] };
  const floor = async (meetingId: string): Promise<Floor> => done(await of.chair.get<Floor>(`/meetings/${meetingId}/speakers`));

  it('gives each who asks at once a place of their own, and nobody two', async () => {
    const meetingId = await aMeeting(of, 'in_session');
    const answers = await Promise.all(Array.from({ length: 30 }, (_, at) => ask(meetingId, seat(at % 3), at % 2 === 0 ? 'speech' : 'point_of_order')));
    const places = answers.filter((answer) => answer.status === 200).map((answer) => answer.body['place']);
    expect(places).toHaveLength(6);
    expect(new Set(places).size).toBe(6);
    expect(new Set(answers.filter((answer) => answer.status !== 200).map(codeOf))).toEqual(new Set(['floor_already_requested']));
    const { waiting } = await floor(meetingId);
    expect(waiting.map((w) => w.kind)).toEqual(['point_of_order', 'point_of_order', 'point_of_order', 'speech', 'speech', 'speech']);
    for (const kind of ['point_of_order', 'speech']) {
      const of_kind = waiting.filter((w) => w.kind === kind).map((w) => w.place);
      expect(of_kind).toEqual([...of_kind].sort((a, b) => a - b));
    }
  });

  it('has one speaker at a time, with a deadline on the clock of the server', async () => {
    const meetingId = await aMeeting(of, 'in_session');
    const [one, two] = [done(await ask(meetingId, seat(0), 'speech', { seatId: seat(0).seatId, topic: 'Ambulances', language: 'ur' })), done(await ask(meetingId, seat(1)))];
    const before = Date.parse(done(await of.chair.get<{ now: string }>('/clock')).now);
    const given = done(await of.chair.send<{ deadline: string }>('council.floor.give', { meetingId, requestId: one['requestId'], seconds: 120 }));
    expect(Date.parse(given.deadline)).toBeGreaterThanOrEqual(before + 120_000);
    expect((await floor(meetingId)).speaker).toMatchObject({ personId: seat(0).delegate.personId, topic: 'Ambulances', deadline: given.deadline });
    expect(codeOf(await seat(1).delegate.send('council.floor.end', { meetingId }))).toBe('forbidden');
    done(await of.chair.send('council.floor.give', { meetingId, requestId: two['requestId'], seconds: 60 }));
    expect((await floor(meetingId)).speaker?.personId).toBe(seat(1).delegate.personId);
    expect(codeOf(await of.chair.send('council.floor.give', { meetingId, requestId: one['requestId'], seconds: 60 }))).toBe('request_unknown');
    done(await seat(1).delegate.send('council.floor.end', { meetingId }));
    expect(codeOf(await of.chair.send('council.floor.end', { meetingId }))).toBe('nobody_speaks');
    expect(codeOf(await ask(meetingId, seat(0)))).toBeNull();
  });

  it('is for those who are there: it takes nobody who has not checked in, and loses who leaves', async () => {
    const meetingId = await aMeeting(of, 'in_session', { present: 2 });
    expect(codeOf(await ask(meetingId, seat(2)))).toBe('not_acting');
    expect(codeOf(await of.chair.send('council.floor.request', { meetingId, kind: 'speech' }))).toBeNull();
    const [one, two] = [done(await ask(meetingId, seat(0))), done(await ask(meetingId, seat(1)))];
    done(await of.chair.send('council.floor.give', { meetingId, requestId: two['requestId'], seconds: 60 }));
    done(await seat(0).delegate.send('council.attendance.check_out', { meetingId, seatId: seat(0).seatId }));
    done(await seat(1).delegate.send('council.attendance.hand_over', { meetingId, seatId: seat(1).seatId, personId: seat(1).alternate.personId, mode: 'hall' }));
    expect(await floor(meetingId)).toMatchObject({ speaker: null, waiting: [{ personId: of.chair.personId }] });
    const told = (await eventsOf(of, meetingId)).filter(({ type }) => type.startsWith('council.floor.')).slice(-2);
    expect(told).toMatchObject([{ type: 'council.floor.withdrawn.v1', data: { requestId: one['requestId'] } }, { type: 'council.floor.ended.v1', data: { requestId: two['requestId'] } }]);
  });

  it('is no place for who lost the seat, and the chair gives the floor to nobody who is away, but may strike them', async () => {
    const meetingId = await aMeeting(of, 'in_session');
    const other = await foundSeat(of);
    done(await checkIn(other, meetingId));
    done(await ask(meetingId, other));
    const away = done(await ask(meetingId, seat(1)));
    done(await of.administrator.send('alliance.seat.appoint', { seatId: other.seatId, delegateId: other.alternate.personId, alternateIds: [] }));
    await settled(of.hub);
    expect((await floor(meetingId)).waiting.map(({ personId }) => personId)).toEqual([seat(1).delegate.personId]);
    // As the hub ends it when a line was cut for longer than the grace.
    await of.hub.database.sql(`UPDATE council_presence SET until = now(), ended_by = 'dropped' WHERE meeting_id = $1 AND person_id = $2`, [meetingId, seat(1).delegate.personId]);
    expect(codeOf(await of.chair.send('council.floor.give', { meetingId, requestId: away['requestId'], seconds: 60 }))).toBe('speaker_absent');
    expect(codeOf(await seat(0).delegate.send('council.floor.withdraw', { meetingId, requestId: away['requestId'] }))).toBe('request_unknown');
    done(await of.secretary.send('council.floor.withdraw', { meetingId, requestId: away['requestId'] }));
    expect((await floor(meetingId)).waiting).toEqual([]);
    done(await of.administrator.send('alliance.seat.vacate', { seatId: other.seatId }));
    await settled(of.hub);
  });

  it('takes no new speech once it is closed, but points of order; own requests can be taken back', async () => {
    const meetingId = await aMeeting(of, 'in_session');
    const { requestId } = done(await ask(meetingId, seat(0)));
    done(await of.chair.send('council.floor.close_list', { meetingId }));
    expect(codeOf(await ask(meetingId, seat(1)))).toBe('list_closed');
    expect(codeOf(await ask(meetingId, seat(1), 'point_of_order'))).toBeNull();
    expect(codeOf(await seat(1).delegate.send('council.floor.withdraw', { meetingId, requestId }))).toBe('request_unknown');
    done(await seat(0).delegate.send('council.floor.withdraw', { meetingId, requestId }));
    done(await of.chair.send('council.floor.open_list', { meetingId }));
    expect(codeOf(await ask(meetingId, seat(0)))).toBeNull();
    done(await of.chair.send('council.meeting.adjourn', { meetingId }));
    expect((await floor(meetingId)).waiting).toEqual([]);
  });
});

describe('a motion', () => {
  it('is tabled by whoever acts for a seat or by the secretary, and withdrawn by its submitter', async () => {
    const meetingId = await aMeeting(of, 'in_session', { present: 2 });
    const table = { meetingId, title: 'Exchange of students', text: 'The council opens the exchange.', language: 'en' };
    expect(codeOf(await seat(2).delegate.send('council.motion.table', table))).toBe('not_acting');
    expect(codeOf(await of.interpreter.send('council.motion.table', table))).toBe('forbidden');
    const motion = done(await seat(0).delegate.send('council.motion.table', table));
    expect(done(await of.secretary.send('council.motion.table', table))['number']).toBe(2);
    expect(codeOf(await of.secretary.send('council.motion.withdraw', { meetingId, motionId: motion['motionId'] }))).toBe('forbidden');
    done(await seat(0).delegate.send('council.motion.withdraw', { meetingId, motionId: motion['motionId'] }));
    expect(codeOf(await of.chair.send('council.poll.open', { meetingId, motionId: motion['motionId'] }))).toBe('motion_state');
    const first = done(await of.chair.get<{ data: { state: string }[]; iterator: string; done: boolean }>(`/meetings/${meetingId}/motions?limit=1`));
    const rest = done(await of.chair.get<{ data: { state: string }[]; done: boolean }>(`/meetings/${meetingId}/motions?limit=1&iterator=${first.iterator}`));
    expect([first.data, rest.data].map(([m]) => m?.state)).toEqual(['withdrawn', 'tabled']);
    expect([first.done, rest.done]).toEqual([false, true]);
  });
});

it('takes no word and changes no motion once the meeting is closed', async () => {
  const meetingId = await aMeeting(of, 'in_session');
  const { motionId } = done(await seat(0).delegate.send('council.motion.table', { meetingId, title: 'Late', text: 'It comes too late.', language: 'en' }));
  const post = (n: number): Promise<Answer> => of.secretary.send('council.chat.post', { meetingId, text: `word ${n}` });
  await Promise.all([...Array.from({ length: 12 }, (_, n) => post(n)), of.chair.send('council.meeting.close', { meetingId }), ...Array.from({ length: 12 }, (_, n) => post(n))]);
  expect([codeOf(await post(99)), codeOf(await seat(0).delegate.send('council.motion.withdraw', { meetingId, motionId }))]).toEqual(['meeting_state', 'meeting_state']);
  const types = (await eventsOf(of, meetingId)).map(({ type, data }) => `${type} ${String(data['to'] ?? '')}`);
  expect(types.slice(types.indexOf('council.meeting.moved.v1 closed') + 1).filter((type) => type.startsWith('council.chat'))).toEqual([]);
});

describe('the chat', () => {
  it('shows a hidden message to nobody who comes after, though somebody came just before', async () => {
    const meetingId = await aMeeting(of, 'in_session');
    const opening = async (): Promise<string> => {
      const socket = await of.chair.socket();
      const answer = JSON.stringify(await socket.emitWithAck('stream.subscribe', { stream: `meeting:${meetingId}` }));
      socket.close();
      return answer;
    };
    const { messageId } = done(await of.secretary.send('council.chat.post', { meetingId, text: 'Something worse' }));
    expect(await opening()).toContain('Something worse');
    done(await of.secretary.send('council.chat.hide', { meetingId, messageId, reason: 'Rude' }));
    await settled(of.hub);
    expect(await opening()).not.toContain('Something worse');
  });

  it('loses the text of a hidden message everywhere, and keeps its place', async () => {
    const meetingId = await aMeeting(of, 'in_session');
    const post = async (text: string): Promise<string> => done(await seat(0).delegate.send<{ messageId: string }>('council.chat.post', { meetingId, text })).messageId;
    const [kept, hidden] = [await post('Good morning'), await post('Something rude')];
    expect(codeOf(await seat(1).delegate.send('council.chat.hide', { meetingId, messageId: hidden, reason: 'Rude' }))).toBe('forbidden');
    done(await of.secretary.send('council.chat.hide', { meetingId, messageId: hidden, reason: 'Rude' }));
    done(await of.secretary.send('council.chat.hide', { meetingId, messageId: hidden, reason: 'Rude' }));
    const { data } = done(await of.chair.get<{ data: object[] }>(`/meetings/${meetingId}/chat`));
    expect(data).toMatchObject([{ id: hidden, text: null, hiddenFor: 'Rude' }, { id: kept, text: 'Good morning', hiddenFor: null }]);
    const { data: events } = done(await of.chair.get<{ data: { type: string; data: Record<string, unknown> }[] }>(`/streams/meeting:${meetingId}/events?limit=250`));
    const told = events.filter((event) => event.type.startsWith('council.chat.')).map((event) => [event.type, event.data['text']]);
    expect(told).toEqual([['council.chat.posted.v1', 'Good morning'], ['council.chat.posted.v1', undefined], ['council.chat.hidden.v1', undefined]]);
    expect(await of.hub.database.sql(`SELECT FROM log_personal WHERE data::text LIKE '%rude%'`)).toEqual([]);
    expect((await eventsOf(of, meetingId)).filter((event) => event.type === 'council.chat.hidden.v1')).toHaveLength(1);
  });
});

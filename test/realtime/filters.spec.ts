import fc from 'fast-check';
import { alliance, council, filter, stream as contract } from '#contracts';
import { Projections } from '#log';
import type { Door } from '../../apps/cli/src/rehearsal/door.js';
import { aCouncil, callToOrder, type TestCouncil } from '../support/council.js';
import { startHub, type Reply, type TestHub } from '../support/hub.js';
import { byLive, byPull, bySocket, eventsPath, offsetOf } from './doors.js';

type Envelope = contract.Envelope;

let hub: TestHub;
let room: TestCouncil;
/** Who reads, and which labels of the meeting's stream are theirs. */
let actors: { name: string; door: Door; labels: string[] }[];

beforeAll(async () => {
  hub = await startHub({ HUB_RATE_PER_SECOND: '5000', HUB_RATE_BURST: '50000' });
  room = await aCouncil(hub, { seats: 5 });
  await callToOrder(room);
  await someProceedings();
  const observer = room.cast.others[0]?.door;
  const delegate = room.cast.seats[0]?.delegate.door;
  if (observer === undefined || delegate === undefined) throw new Error('nobody came');
  actors = [{ name: 'chair', door: room.chair, labels: ['public', 'members', 'chair'] }, { name: 'delegate', door: delegate, labels: ['public', 'members'] }, { name: 'observer', door: observer, labels: ['public'] }];
});
afterAll(() => hub.close());

/** Votes, words and departures, so that the log holds events of several audiences, institutions and countries. */
async function someProceedings(): Promise<void> {
  const { meetingId, chair, secretary, cast } = room;
  for (let n = 0; n < 12; n += 1) await secretary.send(council.postMessage, { meetingId, text: `line ${n}` });
  const [first, second] = cast.seats;
  if (first === undefined || second === undefined) throw new Error('there are no seats');
  const { motionId } = await first.delegate.door.send(council.tableMotion, { meetingId, title: 'Motion', text: 'Text' });
  const { pollId } = await chair.send(council.openPoll, { meetingId, motionId });
  for (const { seatId, delegate } of cast.seats) await delegate.door.send(council.castBallot, { meetingId, pollId, seatId, choice: 'yes' });
  await chair.send(council.closePoll, { meetingId, pollId });
  await second.delegate.door.send(council.checkOut, { meetingId, seatId: second.seatId });
}

const tokenOf = (door: Door): string => door.token ?? '';

/** The whole log of the meeting, past all doors. */
async function theLog(): Promise<{ audience: string[]; envelope: Envelope }[]> {
  const rows = await hub.database.sql<{ epoch: string; offset: string; id: string; type: string; time: Date; actor: string; audience: string[]; data: Record<string, unknown>; words: Record<string, unknown> | null }>(
    `SELECT s.epoch, e."offset", e.id, e.type, e.time, e.actor, e.audience, e.data, p.data AS words FROM log_stream s JOIN log_event e ON e.stream_id = s.id
     LEFT JOIN log_personal p ON p.stream_id = e.stream_id AND p."offset" = e."offset" WHERE s.name = $1 ORDER BY e."offset"`, [room.stream],
  );
  return rows.map(({ epoch, offset, id, type, time, actor, audience, data, words }) => ({
    audience, envelope: { id, type, stream: room.stream, position: `${epoch}.${offset}`, time: time.toISOString(), actor, data: { ...data, ...words } },
  }));
}

/** What a filter means, written a second time and slowly. */
function brute({ types, streams, institutions, countries, severities, filters }: filter.Filter, event: Envelope): boolean {
  const fits = (patterns: readonly string[] | undefined, value: string): boolean => patterns === undefined || patterns.some((pattern) => (pattern.endsWith('*') ? value.startsWith(pattern.slice(0, -1)) : value === pattern));
  const names = (list: readonly string[] | undefined, value: unknown): boolean => list === undefined || list.includes(value as string);
  const { institutionId, countryCode, severity } = event.data;
  return fits(types, event.type) && fits(streams, event.stream) && names(institutions, institutionId) && names(countries, countryCode) && names(severities, severity) && (filters ?? []).every((one) => meant(one, event));
}

function meant(one: filter.Dialect, event: Envelope): boolean {
  if ('all' in one) return one.all.every((inner) => meant(inner, event));
  if ('any' in one) return one.any.some((inner) => meant(inner, event));
  if ('not' in one) return !meant(one.not, event);
  const attributes = filter.attributesOf(event);
  const every = (wanted: Record<string, string>, test: (value: string, text: string) => boolean): boolean => Object.entries(wanted).every(([name, text]) => attributes[name] !== undefined && test(attributes[name] ?? '', text));
  if ('exact' in one) return every(one.exact, (value, text) => value === text);
  return 'prefix' in one ? every(one.prefix, (value, text) => value.startsWith(text)) : every(one.suffix, (value, text) => value.endsWith(text));
}

/** Filters made of what stands in the log. */
function someFilter(log: readonly Envelope[]): fc.Arbitrary<filter.Filter> {
  const seen = <T>(values: readonly (T | undefined)[]): fc.Arbitrary<T> => fc.constantFrom(...new Set(values.filter((value): value is T => value !== undefined)));
  const type = seen(log.map((event) => event.type));
  const pattern = fc.oneof(type, type.map((name) => `${name.split('.').slice(0, 2).join('.')}.*`), fc.constant('*'));
  const institution = seen(log.map((event) => event.data['institutionId'] as string | undefined));
  const country = seen(log.map((event) => event.data['countryCode'] as string | undefined));
  const list = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(one, { minLength: 1, maxLength: 3 });
  const { dialect } = fc.letrec<{ dialect: filter.Dialect }>((tie) => ({
    dialect: fc.oneof(
      { maxDepth: 2 },
      type.map((text) => ({ exact: { type: text } })), country.map((text) => ({ exact: { country: text } })), fc.constantFrom('council.', 'alliance.', 'council.p').map((text) => ({ prefix: { type: text } })),
      fc.constantFrom('ed.v1', 't.v1', '0').map((text) => ({ suffix: { type: text } })), fc.constant({ prefix: { actor: 'person:' } }),
      list(tie('dialect')).map((all) => ({ all })), list(tie('dialect')).map((any) => ({ any })), tie('dialect').map((not) => ({ not })),
    ),
  }));
  return fc.record({ types: list(pattern), streams: list(fc.constantFrom(room.stream, 'meeting:*', 'body:*')), institutions: list(institution), countries: list(country), filters: list(dialect) }, { requiredKeys: [] });
}

describe('a filtered stream', () => {
  it('is the full log, sifted by rights and by the filter, at every door and for everybody', async () => {
    const log = await theLog();
    const head = log.at(-1)?.envelope.position ?? '';
    const start = head.replace(/\.\d+$/, '.0');
    await fc.assert(fc.asyncProperty(someFilter(log.map(({ envelope }) => envelope)), fc.constantFrom(...actors), fc.constantFrom(1_000, 7), async (sieve, { door, labels }, limit) => {
      const asked = { token: tokenOf(door), stream: room.stream, filter: sieve };
      const expected = log.filter(({ audience }) => audience.some((label) => labels.includes(label))).map(({ envelope }) => envelope).filter((event) => brute(sieve, event));
      const read = await Promise.all([byPull(hub, asked, start, limit), byLive(hub, asked, start, head), bySocket(hub, asked, start, head)]);
      for (const { events, position } of read) {
        expect(events).toEqual(expected);
        expect(position).toBe(head);
      }
    }), { numRuns: 40 });
  });

  it('is the same of the feed', async () => {
    const whole = new Map(await Promise.all(actors.map(async ({ door }) => [door, await byPull(hub, { token: tokenOf(door), stream: null }, 'earliest')] as const)));
    const all = [...whole.values()].flatMap(({ events }) => events);
    await fc.assert(fc.asyncProperty(someFilter(all), fc.constantFrom(...actors), fc.constantFrom(1_000, 13), async (sieve, { door }, limit) => {
      const asked = { token: tokenOf(door), stream: null, filter: sieve };
      const { events = [], position = '' } = whole.get(door) ?? {};
      const expected = events.filter((event) => brute(sieve, event));
      expect(await byPull(hub, asked, 'earliest', limit)).toEqual({ events: expected, position });
      expect(await byLive(hub, asked, 'earliest', position)).toEqual({ events: expected, position });
    }), { numRuns: 30 });
  });

  it('is sifted by lists with commas as by the object that says the same', async () => {
    const [seat, other] = room.cast.seats;
    if (seat === undefined || other === undefined) throw new Error('there are no seats');
    const token = tokenOf(room.chair);
    const one: filter.Filter = { types: ['council.attendance.*', 'council.ballot.cast.v1'], streams: ['meeting:*'], institutions: [seat.institutionId, other.institutionId], countries: [seat.countryCode, other.countryCode] };
    const fields = Object.fromEntries(Object.entries(one).map(([name, list]) => [name, (list as string[]).join()]));
    const asObject = await byPull(hub, { token, stream: room.stream, filter: one }, 'earliest');
    expect(asObject.events.map(({ type }) => type).sort()).toEqual(['council.attendance.checked_in.v1', 'council.attendance.checked_in.v1', 'council.attendance.checked_out.v1', 'council.ballot.cast.v1', 'council.ballot.cast.v1']);
    expect(await byPull(hub, { token, stream: room.stream, fields }, 'earliest')).toEqual(asObject);
    // What is given in both ways must hold both ways.
    const both = await byPull(hub, { token, stream: room.stream, filter: { types: ['council.ballot.*'] }, fields }, 'earliest');
    expect(both.events).toEqual(asObject.events.filter(({ type }) => type === 'council.ballot.cast.v1'));
  });
});

describe('live readers with a filter', () => {
  it('get what they want while it happens, beside readers who get everything', async () => {
    const { meetingId, stream, chair, secretary } = room;
    const { position: from } = await byPull(hub, { token: tokenOf(chair), stream }, 'earliest');
    const readers = await Promise.all([{ types: ['council.chat.*'] }, { types: ['council.floor.*'] }, undefined].map(async (sieve) => {
      const socket = await hub.as(tokenOf(chair)).socket();
      const frames: contract.Frame[] = [];
      const signals: unknown[] = [];
      socket.on('events', (frame: contract.Frame) => frames.push(frame));
      socket.on('signal', (signal: unknown) => signals.push(signal));
      const reply = (await socket.emitWithAck('stream.subscribe', { stream, position: from, ...(sieve === undefined ? {} : { filter: sieve }) })) as Reply;
      expect(reply).toMatchObject({ ok: true, data: { position: from, recovered: true } });
      return { socket, frames, signals };
    }));
    await chair.send(council.closeList, { meetingId });
    for (let n = 0; n < 20; n += 1) await secretary.send(council.postMessage, { meetingId, text: `live ${n}` });
    await chair.send(council.openList, { meetingId });
    const { events: all, position: to } = await byPull(hub, { token: tokenOf(chair), stream }, from);
    while (readers.some(({ frames }) => offsetOf(frames.at(-1)?.to ?? from) < offsetOf(to))) await new Promise((resolve) => setImmediate(resolve));
    const [chat, floor, everything] = readers.map(({ frames }) => frames.flatMap((frame) => frame.events));
    expect([chat?.length, floor?.length]).toEqual([20, 2]);
    expect(chat).toEqual(all.filter(({ type }) => type.startsWith('council.chat.')));
    expect(floor).toEqual(all.filter(({ type }) => type.startsWith('council.floor.')));
    expect(everything).toEqual(all);
    for (const { frames } of readers) frames.forEach((frame, n) => expect(frame.from).toBe(frames[n - 1]?.to ?? from));
    // Signals are no events: a filter does not keep them away.
    while (readers.some(({ signals }) => signals.length === 0)) await new Promise((resolve) => setImmediate(resolve));
    readers.forEach(({ socket }) => socket.close());
  });

  it('do without a filter again by subscribing anew, and with another one', async () => {
    const { stream, secretary, meetingId, chair } = room;
    const socket = await hub.as(tokenOf(chair)).socket();
    const seen: string[] = [];
    let to = '';
    socket.on('events', (frame: contract.Frame) => {
      seen.push(...frame.events.map(({ data }) => String(data['text'])));
      ({ to } = frame);
    });
    const says = async (text: string, filtered?: filter.Filter): Promise<void> => {
      await socket.emitWithAck('stream.subscribe', { stream, position: (await byPull(hub, { token: tokenOf(chair), stream }, 'earliest')).position, ...(filtered === undefined ? {} : { filter: filtered }) });
      await secretary.send(council.postMessage, { meetingId, text });
      const { position } = await byPull(hub, { token: tokenOf(chair), stream }, 'earliest');
      while (to !== position) await new Promise((resolve) => setImmediate(resolve));
    };
    await says('not wanted', { types: ['council.floor.*'] });
    await says('wanted');
    await says('wanted by type', { types: ['council.chat.*'] });
    await says('not wanted again', { types: ['council.poll.*'] });
    expect(seen).toEqual(['wanted', 'wanted by type']);
    socket.close();
  });

  it('are woken from a long poll by what they want alone, and have moved over the rest', async () => {
    const { stream, secretary, meetingId, chair } = room;
    for (const door of [stream, null]) {
      const asked = { token: tokenOf(chair), stream: door };
      await hub.app.get(Projections).settled();
      const { position } = await byPull(hub, asked, 'earliest');
      const waiting = hub.as(asked.token).ask<{ data: Envelope[]; iterator: string }>('GET', eventsPath(door, { after: position, wait: '50', types: 'council.floor.*' }));
      for (let n = 0; n < 3; n += 1) await secretary.send(council.postMessage, { meetingId, text: 'beside it' });
      await chair.send(door === null ? council.openList : council.closeList, { meetingId });
      const { body } = await waiting;
      expect(body.data.map(({ type }) => type)).toEqual([door === null ? 'council.floor.list_opened.v1' : 'council.floor.list_closed.v1']);
      expect(offsetOf(body.iterator)).toBeGreaterThan(offsetOf(position) + 3);
      expect((await byPull(hub, { ...asked, fields: { types: 'council.floor.*' } }, body.iterator)).events).toEqual([]);
    }
  });

  it('lose what they may no longer see, and only that', async () => {
    const { stream, admin, secretary, meetingId, chair, cast } = room;
    const seat = cast.seats[4];
    if (seat === undefined) throw new Error('there is no such seat');
    const socket = await hub.as(tokenOf(seat.delegate.door)).socket();
    const seen: string[] = [];
    let to = '';
    socket.on('events', (frame: contract.Frame) => {
      seen.push(...frame.events.map(({ type }) => type));
      ({ to } = frame);
    });
    const dropped = new Promise((resolve) => socket.once('stream.drop', resolve));
    await socket.emitWithAck('stream.subscribe', { stream, filter: { types: ['council.observer.*', 'council.chat.*'] } });
    const admit = (): Promise<unknown> => secretary.send(council.admitObserver, { meetingId, personId: seat.delegate.personId });
    await admit();
    await admin.send(alliance.appointSeat, { seatId: seat.seatId, delegateId: null, alternateIds: [] });
    expect(await dropped).toMatchObject({ stream, audiences: ['members'] });
    // Of somebody else, which members alone hear of.
    await secretary.send(council.dismissObserver, { meetingId, personId: cast.seats[0]?.delegate.personId ?? '' });
    await secretary.send(council.postMessage, { meetingId, text: 'for all' });
    const { position } = await byPull(hub, { token: tokenOf(chair), stream }, 'earliest');
    while (to !== position) await new Promise((resolve) => setImmediate(resolve));
    expect(seen).toEqual(['council.observer.admitted.v1', 'council.chat.posted.v1']);
    socket.close();
  });
});

describe('a bad filter or position', () => {
  const deep = { filters: [{ any: [{ exact: { type: 'a' } }, { any: [] }] }] };
  it.each<[string, Record<string, string>, string]>([
    ['an unknown dialect', { filter: JSON.stringify({ filters: [{ sql: 'TRUE' }] }) }, '/filter/filters/0/sql'],
    ['a nested list without an entry', { filter: JSON.stringify(deep) }, '/filter/filters/0/any/1/any'],
    ['no JSON', { filter: '{types' }, '/filter'],
    ['a type that is none', { types: 'council.poll.*,Council' }, '/types/1'],
    ['a stream that is none', { streams: 'meeting' }, '/streams/0'],
    ['an institution by its name', { institutions: 'Hospital' }, '/institutions/0'],
    ['a country by its name', { countries: 'CN,China' }, '/countries/1'],
    ['an empty severity', { severities: 'high,' }, '/severities/1'],
    ['an unknown field', { type: 'council.poll.*' }, '/type'],
    ['a position that is none', { after: '17' }, '/after'],
    ['the twin of the header', { last_event_id: 'latest' }, '/last_event_id'],
    ['a limit without measure', { limit: '5000' }, '/limit'],
  ])('is named over HTTP: %s', async (_, fields, pointer) => {
    for (const stream of [room.stream, null]) {
      for (const accept of ['application/json', 'text/event-stream']) {
        const { status, body } = await hub.as(tokenOf(room.chair)).with({ accept }).ask<{ code: string; details: { issues: { pointer: string }[] } }>('GET', eventsPath(stream, fields));
        expect({ status, code: body.code, pointer: body.details.issues[0]?.pointer }).toEqual({ status: 400, code: 'invalid_input', pointer });
      }
    }
  });

  it('is named in the header too', async () => {
    const { status, body } = await hub.as(tokenOf(room.chair)).with({ accept: 'text/event-stream', 'last-event-id': 'nonsense' }).ask('GET', eventsPath(room.stream, {}));
    expect([status, body['details']]).toEqual([400, { issues: [expect.objectContaining({ pointer: '/Last-Event-ID' })] }]);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['an unknown dialect', { filter: { filters: [{ sql: 'TRUE' }] } }, '/filter/filters/0/sql'],
    ['a nested list without an entry', { filter: deep }, '/filter/filters/0/any/1/any'],
    ['a text', { filter: 'council.*' }, '/filter'],
    ['a country by its name', { filter: { countries: ['China'] } }, '/filter/countries/0'],
    ['a position that is none', { position: '17' }, '/position'],
  ])('is named over a socket, and what was read before is read on: %s', async (_, more, pointer) => {
    const socket = await hub.as(tokenOf(room.chair)).socket();
    await socket.emitWithAck('stream.subscribe', { stream: room.stream });
    const reply = (await socket.emitWithAck('stream.subscribe', { stream: room.stream, ...more })) as Reply;
    expect(reply).toMatchObject({ ok: false, error: { code: 'invalid_input', details: { issues: expect.arrayContaining([expect.objectContaining({ pointer })]) } } });
    const next = new Promise<contract.Frame>((resolve) => socket.once('events', resolve));
    await room.secretary.send(council.postMessage, { meetingId: room.meetingId, text: 'goes on' });
    expect((await next).events).toHaveLength(1);
    socket.close();
  });

  it('to go on after is taken by pull as `after`, as the header of event streams, and as its twin', async () => {
    for (const stream of [room.stream, null]) {
      const reader = hub.as(tokenOf(room.chair));
      const first = (await reader.ask<{ iterator: string }>('GET', eventsPath(stream, { limit: '3' }))).body.iterator;
      const pages = await Promise.all([
        reader.ask('GET', eventsPath(stream, { limit: '3', after: first })), reader.ask('GET', eventsPath(stream, { limit: '3', last_event_id: first })),
        reader.with({ 'last-event-id': first }).ask('GET', eventsPath(stream, { limit: '3' })),
      ]);
      expect(offsetOf(String(pages[0].body['iterator']))).toBeGreaterThan(offsetOf(first));
      expect(pages.map(({ body }) => body)).toEqual(pages.map(() => pages[0].body));
    }
  });

  it('of another history, or beyond the end, is refused by pull and by the feed, and changes nothing', async () => {
    const { position } = await byPull(hub, { token: tokenOf(room.chair), stream: room.stream }, 'earliest');
    for (const [stream, accept] of [[room.stream, 'application/json'], [null, 'application/json'], [null, 'text/event-stream']] as const) {
      const end = stream === null ? (await byPull(hub, { token: tokenOf(room.chair), stream }, 'earliest')).position : position;
      for (const after of ['zzzzzzzz.3', `${end.split('.')[0]}.${offsetOf(end) + 100_000}`]) {
        const { status, body } = await hub.as(tokenOf(room.chair)).with({ accept }).ask('GET', eventsPath(stream, { after, wait: '1' }));
        expect([stream, accept, after, status, body['code']]).toEqual([stream, accept, after, 410, 'position_gone']);
      }
    }
    expect((await byPull(hub, { token: tokenOf(room.chair), stream: room.stream }, 'earliest')).position).toBe(position);
  });
});

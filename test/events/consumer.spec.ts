import fc from 'fast-check';
import { z } from 'zod';
import { event, type stream } from '#contracts';
import { newId, systemActor } from '#kernel';
import { FeedReader, UnitOfWork } from '#log';
import { TidyConsumers } from '../../libs/events/src/consumer/tidy-consumers.js';
import { startHub, type Answer, type TestHub, type Visitor } from '../support/hub.js';
import { claim, enter, type Someone } from '../support/people.js';

const declared = { stream: 'person', data: z.object({ n: z.int(), severity: z.string().optional() }), example: { n: 1 } };
const noted = event('test.consumer.noted.v1', { ...declared, summary: 'Something that the person may know.', audience: ['self'] });
const aside = event('test.consumer.aside.v1', { ...declared, summary: 'The same, of another type.', audience: ['self'] });
const hidden = event('test.consumer.hidden.v1', { ...declared, summary: 'Something that nobody may know.', audience: ['nobody'] });
const ours = { types: ['test.consumer.*'] };

interface Message {
  readonly feedposition: string | null;
  readonly delivered: number;
  readonly ackToken: string;
  readonly event: stream.Envelope;
}
interface Next {
  readonly messages: readonly Message[];
  readonly position: string;
  readonly ackPending: number;
  readonly missed: number;
}
interface View {
  readonly id: string;
  readonly position: string;
  readonly ackFloor: string;
  readonly ackPending: number;
  readonly redelivered: number;
  readonly waiting: number;
  readonly parked: number;
  readonly lag: number;
  readonly missed: number;
}

let hub: TestHub;
let admin: Someone;
let owner: Someone;

beforeAll(async () => {
  hub = await startHub({ HUB_RATE_PER_SECOND: '10000', HUB_RATE_BURST: '100000' });
  admin = await claim(hub);
  owner = await enter(hub, admin);
});
afterAll(() => hub.close());

function done<T>({ status, body }: Answer<T>): T {
  if (status !== 200) throw new Error(`${status}: ${JSON.stringify(body)}`);
  return body;
}

/** Records so many events of a kind on somebody's stream, and waits until all of them have their numbers in the feed. */
async function say(ns: readonly number[], { of = owner.personId, kind = noted, severity }: { of?: string; kind?: typeof noted; severity?: string } = {}): Promise<void> {
  await hub.app.get(UnitOfWork).run(systemActor('test'), [], async (work) => ns.forEach((n) => work.record(kind, `person:${of}`, { n, ...(severity === undefined ? {} : { severity }) })));
  await numbered();
}

async function numbered(): Promise<void> {
  const feed = hub.app.get(FeedReader);
  for (let at = (await feed.head()).seq; (await hub.database.sql('SELECT FROM log_unnumbered LIMIT 1')).length > 0; at = (await feed.head()).seq) await feed.grown(at, 1_000);
}

async function make(input: object = {}, by: Visitor = owner): Promise<string> {
  return done(await by.send<{ consumerId: string }>('events.consumer.create', { name: `c-${newId()}`, filter: ours, deliverPolicy: 'new', ...input })).consumerId;
}

const pull = async (id: string, wish: object = {}, by: Visitor = owner): Promise<Next> => done(await by.post<Next>(`/consumers/${id}/next`, wish));
const settle = async (id: string, how: object, by: Visitor = owner): Promise<{ settled: number; ignored: number }> => done(await by.post<{ settled: number; ignored: number }>(`/consumers/${id}/acks`, how));
const read = async (id: string, by: Visitor = owner): Promise<View> => done(await by.get<View>(`/consumers/${id}`));
const tokens = ({ messages }: Next): string[] => messages.map(({ ackToken }) => ackToken);
const ns = ({ messages }: { messages: readonly Message[] }): number[] => messages.map(({ event: { data } }) => data['n'] as number);
const number = (position: string | null): number => Number(position?.split('.')[1]);
/** Lets so many seconds pass for what is out of a consumer. */
const pass = (id: string, seconds: number): Promise<unknown> => hub.database.sql('UPDATE events_pending SET due_at = due_at - make_interval(secs => $2) WHERE consumer_id = $1', [id, seconds]);

/** Until a condition holds, looked at again and again. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setImmediate(resolve));
}

describe('reading a durable consumer', () => {
  it('gives each message once, in order, and remembers what was acknowledged', async () => {
    const id = await make();
    await say([1, 2, 3]);
    await say([4, 5]);
    const first = await pull(id, { batch: 3 });
    expect([ns(first), first.messages.map(({ delivered }) => delivered), first.ackPending]).toEqual([[1, 2, 3], [1, 1, 1], 3]);
    const second = await pull(id, { batch: 3 });
    expect(ns(second)).toEqual([4, 5]);
    expect((await pull(id)).messages).toEqual([]);
    expect(await settle(id, { ack: [...tokens(first), ...tokens(second)] })).toEqual({ settled: 5, ignored: 0 });
    expect(await settle(id, { ack: tokens(first) })).toEqual({ settled: 0, ignored: 3 });
    await pass(id, 3_600);
    expect((await pull(id)).messages).toEqual([]);
    expect(await read(id)).toMatchObject({ ackPending: 0, parked: 0, missed: 0 });
  });

  it('moves the ack floor only over what is settled without a hole', async () => {
    const id = await make();
    await say([1, 2, 3, 4]);
    const { messages } = await pull(id);
    const at = (n: number): number => number(messages[n - 1]?.feedposition ?? null);
    const floorAfter = async (n: number): Promise<number> => {
      await settle(id, { ack: [messages[n - 1]?.ackToken] });
      return number((await read(id)).ackFloor);
    };
    expect(number((await read(id)).ackFloor)).toBe(at(1) - 1);
    expect(await floorAfter(2)).toBe(at(1) - 1);
    expect(await floorAfter(1)).toBe(at(3) - 1);
    expect(await floorAfter(4)).toBe(at(3) - 1);
    expect(await floorAfter(3)).toBe(number((await read(id)).position));
  });

  it('gives a message again when its wait is over, and takes a late acknowledgement all the same', async () => {
    const id = await make({ ackWait: 30 });
    await say([1, 2]);
    const first = await pull(id);
    await pass(id, 29);
    expect((await pull(id)).messages).toEqual([]);
    await pass(id, 2);
    const again = await pull(id);
    expect([ns(again), again.messages.map(({ delivered }) => delivered)]).toEqual([[1, 2], [2, 2]]);
    expect(await read(id)).toMatchObject({ ackPending: 2, redelivered: 2 });
    expect(await settle(id, { ack: tokens(first) })).toEqual({ settled: 2, ignored: 0 });
    expect(await settle(id, { nak: tokens(first).map((token) => ({ token })) })).toEqual({ settled: 0, ignored: 2 });
  });

  it('waits by the backoff list in place of the ack wait, and its last step repeats', async () => {
    const id = await make({ backoff: [5, 60, 600], maxDeliver: null });
    await say([1]);
    const waits: number[] = [];
    for (let n = 1; n <= 5; n += 1) {
      expect((await pull(id)).messages.map(({ delivered }) => delivered)).toEqual([n]);
      const [row] = await hub.database.sql<{ wait: number }>('SELECT extract(epoch FROM p.due_at - c.active_at)::float8 AS wait FROM events_pending p JOIN events_consumer c ON c.id = p.consumer_id WHERE c.id = $1', [id]);
      waits.push(row?.wait ?? 0);
      await pass(id, 3_600);
    }
    expect(waits).toEqual([5, 60, 600, 600, 600]);
  });

  it('parks what was given as often as it may be, tells its owner, and gives it anew when redriven', async () => {
    const id = await make({ maxDeliver: 2 });
    await say([1, 2]);
    await settle(id, { ack: tokens(await pull(id)).slice(1) });
    await pass(id, 31);
    expect((await pull(id)).messages.map(({ delivered }) => delivered)).toEqual([2]);
    await pass(id, 31);
    expect((await pull(id)).messages).toEqual([]);
    expect(await read(id)).toMatchObject({ ackPending: 0, parked: 1, ackFloor: (await read(id)).position });
    const parked = async (): Promise<object[]> => done(await owner.get<{ data: object[] }>(`/consumers/${id}/parked`)).data;
    expect(await parked()).toEqual([expect.objectContaining({ delivered: 2, reason: 'max_deliver', type: noted.name, stream: `person:${owner.personId}` })]);
    const told = done(await owner.get<{ data: stream.Envelope[] }>(`/streams/consumer:${id}/events`)).data;
    expect(told.map(({ type, data }) => [type, data['reason'], (data['eventIds'] as string[]).length])).toEqual([['events.consumer.parked.v1', 'max_deliver', 1]]);
    expect(done(await owner.send('events.consumer.redrive', { consumerId: id }))).toEqual({ events: 1 });
    const again = await pull(id);
    expect([ns(again), again.messages.map(({ delivered }) => delivered)]).toEqual([[1], [1]]);
    expect(await settle(id, { term: tokens(again) })).toEqual({ settled: 1, ignored: 0 });
    expect(await parked()).toEqual([expect.objectContaining({ delivered: 1, reason: 'terminated' })]);
    expect(done(await owner.send('events.consumer.discard', { consumerId: id }))).toEqual({ events: 1 });
    expect(await read(id)).toMatchObject({ ackPending: 0, parked: 0, waiting: 0 });
  });

  it('parks what nobody comes for any more', async () => {
    const id = await make({ maxDeliver: 1 });
    await say([1]);
    await pull(id);
    await pass(id, 31);
    await hub.app.get(TidyConsumers).run();
    expect(await read(id)).toMatchObject({ ackPending: 0, parked: 1 });
  });

  it('gives no more than may be out, whoever asks, and goes on when something is settled', async () => {
    const id = await make({ maxAckPending: 3 });
    await say([1, 2, 3, 4, 5]);
    const first = await pull(id, { batch: 2 });
    const second = await pull(id, { batch: 5 });
    expect([ns(first), ns(second), ns(await pull(id))]).toEqual([[1, 2], [3], []]);
    const waiting = pull(id, { wait: 20 });
    await settle(id, { ack: tokens(first) });
    expect(ns(await waiting)).toEqual([4, 5]);
  });

  it('takes a message back at once or later, and gives who is still at work more time', async () => {
    const id = await make({ ackWait: 30 });
    await say([1, 2, 3]);
    const [one, two, three] = tokens(await pull(id));
    expect(await settle(id, { nak: [{ token: one }, { token: two, delay: 60 }], progress: [three] })).toEqual({ settled: 3, ignored: 0 });
    expect(ns(await pull(id))).toEqual([1]);
    await pass(id, 31);
    expect(ns(await pull(id))).toEqual([1, 3]);
    await settle(id, { progress: [three] });
    await pass(id, 30);
    expect(ns(await pull(id))).toEqual([1, 2, 3]);
  });

  it('moves the deadline of who reports progress by a whole wait', async () => {
    const id = await make({ ackWait: 30 });
    await say([1, 2]);
    const [one] = tokens(await pull(id));
    await pass(id, 20);
    await settle(id, { progress: [one] });
    await pass(id, 11);
    expect(ns(await pull(id))).toEqual([2]);
  });

  it('names each bad token by its place, and settles nothing then', async () => {
    const [id, other] = [await make(), await make()];
    await say([1]);
    const [good] = tokens(await pull(id));
    const { status, body } = await owner.post(`/consumers/${id}/acks`, { ack: [good, 'nonsense'], nak: [{ token: tokens(await pull(other))[0] }] });
    expect([status, body['code'], (body['details'] as { issues: { pointer: string }[] }).issues.map(({ pointer }) => pointer)]).toEqual([400, 'invalid_input', ['/ack/1', '/nak/0/token']]);
    expect((await read(id)).ackPending).toBe(1);
  });

  it('gives events without their data where only headers are wanted', async () => {
    const id = await make({ headersOnly: true });
    await say([1]);
    expect(Object.keys((await pull(id)).messages[0]?.event ?? {}).sort()).toEqual(['actor', 'id', 'position', 'stream', 'time', 'type']);
  });

  it('gives one message at the least and no more bytes than asked for', async () => {
    const id = await make();
    await say([1, 2, 3, 4, 5, 6, 7, 8]);
    const sizes: number[] = [];
    for (let page = await pull(id, { maxBytes: 1_024 }); page.messages.length > 0; page = await pull(id, { maxBytes: 1_024 })) sizes.push(page.messages.length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(8);
    expect(Math.max(...sizes)).toBeLessThan(8);
  });

  it('passes over what the filter or the rights leave out, and says how far it is behind', async () => {
    const id = await make({ filter: { types: [noted.name], severities: ['high'] } });
    await say([1]);
    await say([2], { severity: 'high' });
    await say([3], { severity: 'high', kind: aside });
    await say([4], { severity: 'high', kind: hidden });
    expect((await read(id)).lag).toBeGreaterThanOrEqual(4);
    const page = await pull(id);
    expect(ns(page)).toEqual([2]);
    await settle(id, { ack: tokens(page) });
    await pull(id);
    const head = (await hub.app.get(FeedReader).head()).seq;
    expect(number((await pull(id)).position)).toBe(head);
  });
});

describe('where a consumer begins', () => {
  it.each([
    ['all', {}, [1, 2, 3, 4, 5]],
    ['new', {}, [5]],
    ['by_start_sequence', { start: 2 }, [3, 4, 5]],
    ['by_start_time', { time: 3 }, [3, 4, 5]],
    ['last', {}, [4, 5]],
  ] as const)('%s', async (deliverPolicy, begin, expected) => {
    const somebody = await enter(hub, admin);
    for (const n of [1, 2, 3, 4]) {
      await say([n], { of: somebody.personId });
      await say([90 + n], { of: somebody.personId, kind: hidden });
      // Two events that are a millisecond apart are told apart by the time.
      for (const now = Date.now(); Date.now() === now;);
    }
    const feed = done(await somebody.get<{ data: stream.Envelope[] }>('/feed/events?after=earliest&limit=1000&types=test.consumer.*')).data;
    const start = 'start' in begin ? { startPosition: await feedPositionOf(feed.find(({ data }) => data['n'] === begin.start)?.id ?? '') } : {};
    const time = 'time' in begin ? { startTime: feed.find(({ data }) => data['n'] === begin.time)?.time } : {};
    const id = await make({ deliverPolicy, ...start, ...time }, somebody);
    await say([5], { of: somebody.personId });
    const seen: number[] = [];
    for (let page = await pull(id, {}, somebody); page.messages.length > 0; page = await pull(id, {}, somebody)) seen.push(...ns(page));
    expect(seen).toEqual(expected);
  });

  async function feedPositionOf(eventId: string): Promise<string> {
    const feed = hub.app.get(FeedReader);
    const found = (await feed.read(0, 10_000)).find(({ envelope }) => envelope.id === eventId);
    return `${(await feed.head()).epoch}.${found?.seq ?? 0}`;
  }

  it('last_per_subject: the newest event of each stream that matches, then what comes', async () => {
    const [one, two, three] = [await enter(hub, admin), await enter(hub, admin), await enter(hub, admin)];
    for (const [n, { personId }] of [one, two, one, three, two].entries()) await say([n], { of: personId });
    await say([70], { of: two.personId, kind: aside });
    const filter = { types: [noted.name], streams: [one, two, three].map(({ personId }) => `person:${personId}`) };
    const id = await make({ deliverPolicy: 'last_per_subject', filter }, admin);
    await say([80], { of: one.personId });
    const page = await pull(id, {}, admin);
    expect([ns(page), page.messages.map(({ delivered }) => delivered)]).toEqual([[2, 3, 4, 80], [1, 1, 1, 1]]);
    expect(await settle(id, { ack: tokens(page) }, admin)).toEqual({ settled: 4, ignored: 0 });
  });

  it('at a place of one stream, whose positions are its own', async () => {
    const somebody = await enter(hub, admin);
    const name = `person:${somebody.personId}`;
    await say([1, 2, 3], { of: somebody.personId });
    const { data } = done(await somebody.get<{ data: stream.Envelope[] }>(`/streams/${name}/events?limit=1000`));
    const second = data.find(({ data: { n } }) => n === 2);
    const id = await make({ stream: name, deliverPolicy: 'by_start_sequence', startPosition: second?.position }, somebody);
    await say([4], { of: somebody.personId });
    const page = await pull(id, {}, somebody);
    expect([ns(page), page.messages.map(({ feedposition }) => feedposition)]).toEqual([[3, 4], [null, null]]);
    expect(page.position).toBe(page.messages.at(-1)?.event.position);
    const waiting = pull(id, { wait: 20 }, somebody);
    await say([5], { of: somebody.personId });
    expect(ns(await waiting)).toEqual([5]);
    await settle(id, { nak: tokens(page).map((token) => ({ token })) }, somebody);
    expect(ns(await pull(id, {}, somebody))).toEqual([3, 4]);
    const last = await make({ stream: name, deliverPolicy: 'last' }, somebody);
    expect(ns(await pull(last, {}, somebody))).toEqual([5]);
  });

  it('anew after a reset, when tokens from before mean nothing', async () => {
    const id = await make({ deliverPolicy: 'new' });
    await say([1, 2]);
    const before = await pull(id);
    done(await owner.send('events.consumer.reset', { consumerId: id, deliverPolicy: 'by_start_sequence', startPosition: before.messages[0]?.feedposition }));
    const after = await pull(id);
    expect(ns(after)).toEqual([2]);
    expect(await settle(id, { ack: tokens(before) })).toEqual({ settled: 0, ignored: 2 });
    expect((await read(id)).ackPending).toBe(1);
  });

  it.each([
    [{ deliverPolicy: 'by_start_sequence' }, 'invalid_input', '/startPosition'],
    [{ deliverPolicy: 'all', startTime: '2026-01-01T00:00:00Z' }, 'invalid_input', '/startTime'],
    [{ deliverPolicy: 'by_start_sequence', startPosition: 'zzzzzzzz.1' }, 'position_gone', undefined],
    [{ maxDeliver: 1, backoff: [1, 2] }, 'invalid_input', '/backoff'],
    [{ filter: { types: ['No'] } }, 'invalid_input', '/filter/types/0'],
    [{ stream: `person:${newId()}` }, 'stream_unknown', undefined],
    [{ name: 'a name' }, 'invalid_input', '/name'],
  ])('refuses %j', async (input, code, pointer) => {
    const { body } = await owner.send('events.consumer.create', { name: `c-${newId()}`, ...input });
    const issues = (body['details'] as { issues?: { pointer: string }[] } | undefined)?.issues;
    expect([body['code'], issues?.[0]?.pointer]).toEqual([code, pointer]);
  });
});

describe('who reads', () => {
  it('is the owner alone; administrators look at it and delete it, to others it is not there', async () => {
    const id = await make();
    const stranger = await enter(hub, admin);
    const asked = async (by: Visitor): Promise<number[]> => [
      (await by.get(`/consumers/${id}`)).status, (await by.post(`/consumers/${id}/next`, {})).status, (await by.post(`/consumers/${id}/acks`, {})).status,
      (await by.send('events.consumer.change', { consumerId: id, ackWait: 10 })).status,
    ];
    expect([await asked(stranger), await asked(admin), await asked(owner)]).toEqual([[404, 404, 404, 404], [200, 404, 404, 403], [200, 200, 200, 200]]);
    expect([(await stranger.send('events.consumer.delete', { consumerId: id })).status, (await admin.send('events.consumer.delete', { consumerId: id })).status]).toEqual([404, 200]);
    expect((await owner.get(`/consumers/${id}`)).status).toBe(404);
  });

  it('has one consumer of a name', async () => {
    const id = await make({ name: 'billing' });
    const { status, body } = await owner.send('events.consumer.create', { name: 'billing' });
    expect([status, body['code'], (body['details'] as { consumerId: string }).consumerId]).toEqual([409, 'consumer_exists', id]);
    expect(done(await owner.get<{ data: View[] }>('/consumers?name=billing')).data.map((one) => one.id)).toEqual([id]);
  });

  it('needs a key with both scopes, and is cut off while waiting when the key is revoked', async () => {
    const id = await make();
    const key = async (scopes: readonly string[]): Promise<{ key: string; keyId: string }> => done(await owner.send<{ key: string; keyId: string }>('identity.key.create', { name: 'worker', scopes }));
    const [half, other, whole] = [await key(['events:read', 'events:write']), await key(['streams:read']), await key(['streams:read', 'events:read'])];
    for (const { key: secret } of [half, other]) expect((await hub.as(secret).post(`/consumers/${id}/next`, {})).body['code']).toBe('forbidden');
    const worker = hub.as(whole.key);
    expect((await worker.send('events.consumer.delete', { consumerId: id })).status).toBe(403);
    await say([1]);
    await settle(id, { ack: tokens(await pull(id, {}, worker)) }, worker);
    const waiting = worker.post(`/consumers/${id}/next`, { wait: 55 });
    done(await owner.send('identity.key.revoke', { keyId: whole.keyId }));
    expect((await waiting).body['code']).toBe('unauthenticated');
  });

  it('is told when the consumer is deleted while it waits', async () => {
    const id = await make();
    await say([1]);
    await pull(id);
    const waiting = owner.post(`/consumers/${id}/next`, { wait: 55 });
    done(await owner.send('events.consumer.delete', { consumerId: id }));
    expect((await waiting).status).toBe(404);
  });

  it('loses what was given when the right to see it ends, and the ack floor passes over it', async () => {
    const colleague = await enter(hub, admin);
    done(await admin.send('identity.role.grant', { personId: colleague.personId, role: 'administrator' }));
    const id = await make({ maxDeliver: null, filter: { ...ours, streams: [`person:${owner.personId}`] } }, colleague);
    await say([1, 2, 3]);
    expect(ns(await pull(id, { batch: 2 }, colleague))).toEqual([1, 2]);
    done(await admin.send('identity.role.revoke', { personId: colleague.personId, role: 'administrator' }));
    // The hub hears of the change within a second.
    await until(async () => {
      await pass(id, 31);
      return (await pull(id, {}, colleague)).messages.length === 0;
    });
    const { ackFloor, position, ackPending, parked } = await read(id, colleague);
    expect([ackPending, parked, ackFloor]).toEqual([0, 0, position]);
  });

  it('may be told by nobody that there is anything: of no reader for long the consumer is deleted', async () => {
    const [id, kept] = [await make({ inactiveThreshold: 3_600 }), await make()];
    const tidy = hub.app.get(TidyConsumers);
    await tidy.run(new Date(Date.now() + 3_000_000));
    expect((await owner.get(`/consumers/${id}`)).status).toBe(200);
    await tidy.run(new Date(Date.now() + 3_700_000));
    expect([(await owner.get(`/consumers/${id}`)).status, (await owner.get(`/consumers/${kept}`)).status]).toEqual([404, 200]);
    const [row] = await hub.database.sql<{ data: { reason: string } }>(`SELECT data FROM log_event WHERE type = 'events.consumer.changed.v1' AND data->>'consumerId' = $1 ORDER BY time DESC, id DESC LIMIT 1`, [id]);
    expect(row?.data.reason).toBe('inactive');
  });
});

describe('many workers of one consumer', () => {
  it('share its messages: none is with two of them while its wait runs, and all come once', async () => {
    const id = await make({ maxAckPending: 100 });
    const all = Array.from({ length: 400 }, (_, n) => n);
    const seen: number[] = [];
    const worker = async (): Promise<void> => {
      while (seen.length < all.length) {
        const page = await pull(id, { batch: 7, wait: 1 });
        seen.push(...ns(page));
        expect(ns(page)).toEqual([...ns(page)].sort((a, b) => a - b));
        await settle(id, { ack: tokens(page) });
      }
    };
    const work = Array.from({ length: 20 }, worker);
    for (let at = 0; at < all.length; at += 100) await say(all.slice(at, at + 100));
    await Promise.all(work);
    expect([...seen].sort((a, b) => a - b)).toEqual(all);
  });

  it('are given every event that matches at the least once, in order within a fetch, whatever they leave unsettled', async () => {
    const kinds = { noted, aside, hidden } as const;
    const kind = fc.constantFrom(...(Object.keys(kinds) as (keyof typeof kinds)[]));
    const fate = fc.constantFrom('ack', 'nak', 'progress', 'lost', 'hang');
    await fc.assert(fc.asyncProperty(fc.array(kind, { minLength: 1, maxLength: 16 }), fc.array(fate, { minLength: 1, maxLength: 12 }), fc.integer({ min: 1, max: 9 }), fc.boolean(), async (told, fates, batch, onlyNoted) => {
      const id = await make({ maxDeliver: null, maxAckPending: 5, filter: { types: onlyNoted ? [noted.name] : ['test.consumer.*'] } });
      for (const [n, one] of told.entries()) await say([n], { kind: kinds[one] });
      const wanted = told.flatMap((one, n) => (one === 'noted' || (one === 'aside' && !onlyNoted) ? [n] : []));
      const acknowledged = new Set<number>();
      for (let turn = 0; acknowledged.size < wanted.length; turn += 1) {
        const page = await pull(id, { batch });
        expect(ns(page)).toEqual([...ns(page)].sort((a, b) => a - b));
        expect(ns(page).filter((n) => acknowledged.has(n) || !wanted.includes(n))).toEqual([]);
        // In the end somebody does the work.
        const how = turn < 20 ? (fates[turn % fates.length] ?? 'ack') : 'ack';
        if (how === 'ack') ns(page).forEach((n) => acknowledged.add(n));
        if (how !== 'lost' && how !== 'hang') await settle(id, how === 'nak' ? { nak: tokens(page).map((token) => ({ token })) } : { [how]: tokens(page) });
        if (how === 'lost' || page.messages.length === 0) await pass(id, 31);
      }
      expect([...acknowledged].sort((a, b) => a - b)).toEqual(wanted);
      done(await owner.send('events.consumer.delete', { consumerId: id }));
    }), { numRuns: 8 });
  });
});

describe('changing doors', () => {
  it('from server-sent events of the feed to a consumer, at the position that was reached, and back to pull', async () => {
    const from = `${(await hub.app.get(FeedReader).head()).epoch}.${(await hub.app.get(FeedReader).head()).seq}`;
    for (const n of [1, 2, 3, 4, 5, 6]) await say([n]);
    const stop = new AbortController();
    const answer = await fetch(`${hub.url}/api/v1/feed/events?types=test.consumer.*`, { headers: { accept: 'text/event-stream', authorization: `Bearer ${owner.token}`, 'last-event-id': from }, signal: stop.signal });
    const seen: number[] = [];
    let position = '';
    let text = '';
    for await (const chunk of answer.body ?? []) {
      text += Buffer.from(chunk as Uint8Array).toString('utf8');
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        if (seen.length === 2) break;
        const data = /^data: (.*)$/m.exec(block)?.[1];
        if (data !== undefined) {
          seen.push((JSON.parse(data) as stream.Envelope).data['n'] as number);
          position = /^id: (.*)$/m.exec(block)?.[1] ?? '';
        }
      }
      if (seen.length === 2) break;
    }
    stop.abort();
    const id = await make({ deliverPolicy: 'by_start_sequence', startPosition: position });
    const page = await pull(id, { batch: 2 });
    const rest = done(await owner.get<{ data: stream.Envelope[] }>(`/feed/events?after=${page.messages.at(-1)?.feedposition}&types=test.consumer.*`)).data;
    expect([seen, ns(page), rest.map(({ data }) => data['n'])]).toEqual([[1, 2], [3, 4], [5, 6]]);
  });
});

describe('a log of which something is gone', () => {
  it('is passed over, and the consumer says how many events it missed', async () => {
    const id = await make();
    await say([1, 2]);
    const first = await pull(id, { batch: 1 });
    await settle(id, { nak: tokens(first).map((token) => ({ token })) });
    await say([3, 4]);
    const head = (await hub.app.get(FeedReader).head()).seq;
    // As retention does: the runs of a stream's beginning.
    await hub.database.sql('DELETE FROM log_feed WHERE seq <= $1', [head - 2]);
    const page = await pull(id);
    expect(ns(page)).toEqual([3, 4]);
    expect(await read(id)).toMatchObject({ ackPending: 2, missed: head - 2 - number(first.position) });
  });

  it('that was restored is another history: the reader is told so, and a reset goes on in it', async () => {
    const id = await make();
    const { epoch } = await hub.app.get(FeedReader).head();
    await hub.database.sql(`UPDATE log_feed_head SET epoch = 'restored'`);
    const { status, body } = await owner.post(`/consumers/${id}/next`, {});
    expect([status, body['code'], (body['details'] as { epoch: string }).epoch]).toEqual([410, 'position_gone', 'restored']);
    done(await owner.send('events.consumer.reset', { consumerId: id, deliverPolicy: 'new' }));
    expect((await pull(id)).position).toMatch(/^restored\./);
    await hub.database.sql('UPDATE log_feed_head SET epoch = $1', [epoch]);
  });
});

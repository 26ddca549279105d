import type { stream } from '#contracts';
import { FeedReader } from '#log';
import { TidyConsumers } from '../../libs/events/src/consumer/tidy-consumers.js';
import { aside, done, hidden, hub, make, noted, ns, number, openHub, owner, pass, pull, read, say, settle, tokens } from './a-consumer.js';

beforeAll(openHub);
afterAll(() => hub.close());

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

import { events as contract } from '#contracts';
import { DailyReceipts, DeliveryClock, ExpireDeliveries, Jitter, Sweeper } from '#events';
import { startHub, type TestHub } from '../support/hub.js';
import { openSink, willing, type Got, type Sink } from '../support/sink.js';
import { aFeed, inState, settled, subscribe, tally, until, type Feed } from './a-feed.js';

const HOUR = 3_600;
let hub: TestHub;
let feed: Feed;
let sink: Sink;
/** Seconds that the clock of the deliveries is ahead of the real one. */
let ahead = 0;
beforeAll(async () => {
  hub = await startHub({ HUB_WEBHOOK_ALLOW: '127.0.0.1', HUB_RATE_PER_SECOND: '1000', HUB_RATE_BURST: '10000' });
  hub.app.get(DeliveryClock).now = () => new Date(Date.now() + ahead * 1_000);
  Object.assign(hub.app.get(Jitter), { draw: () => 0.5 });
  feed = await aFeed(hub);
});
beforeEach(async () => {
  sink = await openSink();
});
afterEach(async () => {
  // Nothing of one test is sent in another.
  await hub.database.sql(`UPDATE events_subscription SET state = 'ended', reason = NULL`);
  await sink.close();
});
afterAll(() => hub.close());

const numbers = (posts: readonly Got[]): number[] => posts.flatMap((got) => [JSON.parse(got.body) as unknown].flat() as { sequence: string }[]).map(({ sequence }) => Number(sequence));
const upTo = (many: number): number[] => Array.from({ length: many }, (_, n) => n + 1);
const down = (got: Got, reply: Parameters<typeof willing>[1]): void => (got.method === 'OPTIONS' ? willing(got, reply) : void reply.writeHead(500).end());

async function tries(id: string): Promise<{ at: Date; sequence: string }[]> {
  return hub.database.sql('SELECT at, sequence FROM events_attempt WHERE subscription_id = $1 ORDER BY at', [id]);
}

/** What the newest delivery is said to wait for. */
async function explained(id: string): Promise<string | undefined> {
  const [newest] = await hub.database.sql<{ event_id: string }>('SELECT event_id FROM events_delivery WHERE subscription_id = $1 ORDER BY sequence DESC LIMIT 1', [id]);
  const { body } = await feed.admin.get<{ steps: { step: string; sentence: string }[] }>(`/subscriptions/${id}/explain/${newest?.event_id}`);
  return body.steps.find(({ step }) => step === 'next')?.sentence;
}

/** Moves the clock on, and has the sweeper look, as it would a moment later. */
async function wait(seconds: number): Promise<void> {
  ahead += seconds;
  await hub.app.get(Sweeper).sweep();
}

/** Moves the clock to when the delivery is due, try by try, until it is settled. */
async function throughTheSchedule(id: string): Promise<void> {
  for (;;) {
    const before = (await tries(id)).length;
    const [delivery] = await hub.database.sql<{ state: string; due_at: Date; attempts: number }>('SELECT state, due_at, attempts FROM events_delivery WHERE subscription_id = $1', [id]);
    if (delivery === undefined || delivery.state !== 'pending') return;
    await wait(Math.max(0, (delivery.due_at.getTime() - Date.now()) / 1_000 - ahead));
    await until(async () => (await tries(id)).length > before);
  }
}

describe('a delivery that fails every try', () => {
  it('is tried at the published times, is a dead letter then, and comes again when it is replayed', async () => {
    const { id } = await subscribe(hub, feed.admin, sink.url);
    sink.behave(down);
    await feed.publish(1);
    await until(async () => (await tries(id)).length === 1);
    await throughTheSchedule(id);
    expect(await tally(hub, id)).toEqual({ dead: 1 });
    const at = (await tries(id)).map((one) => one.at.getTime());
    expect(at).toHaveLength(contract.retrySchedule.length);
    // Each try is due when the published wait after the one before is over, and made when the next sweep has seen that.
    contract.retrySchedule.slice(1).forEach((wait, n) => expect(((at[n + 1] ?? 0) - (at[n] ?? 0)) / 1_000).toBeGreaterThanOrEqual(wait));
    expect(new Set(sink.posts.map((got) => got.headers['webhook-id'])).size).toBe(1);
    expect(sink.posts.map((got) => got.headers['hub-attempt'])).toEqual(upTo(10).map(String));

    const letters = await feed.admin.get<{ data: { subscriptionId: string; sequence: number }[] }>('/dead-letters');
    expect(letters.body.data).toMatchObject([{ subscriptionId: id, sequence: 1 }]);
    sink.behave(null);
    expect((await feed.admin.send('events.delivery.replay', { subscriptionId: id, sequence: 1 })).body).toEqual({ replayed: 1 });
    await settled(hub, id, 1);
    expect(await tally(hub, id)).toEqual({ delivered: 1 });
    expect(sink.posts).toHaveLength(11);
  });

  it('is told of after four failures, and ends in a disabled subscription after 120 hours of nothing else', async () => {
    const { id } = await subscribe(hub, feed.admin, sink.url);
    sink.behave(down);
    await feed.publish(1);
    await until(async () => (await tries(id)).length === 1);
    await throughTheSchedule(id);
    const told = async (): Promise<string[]> => (await feed.admin.get<{ data: { type: string; data: { failures?: number; reason?: string } }[] }>(`/streams/subscription:${id}/events?after=earliest&limit=100`)).body.data
      .filter(({ type }) => /failing|moved/.test(type)).map(({ type, data }) => `${type} ${data.failures ?? data.reason ?? ''}`);
    expect(await told()).toEqual(['events.subscription.moved.v1 ', 'events.subscription.failing.v1 4']);
    await wait(50 * HOUR);
    await feed.publish(1);
    await inState(hub, id, 'disabled');
    expect((await told()).at(-1)).toBe('events.subscription.moved.v1 failing');
    expect(await tally(hub, id)).toEqual({ dead: 1, pending: 1 });
  });
});

describe('the pace of a subscription', () => {
  it('keeps what is not changed, and its rules hold for the whole', async () => {
    const { id } = await subscribe(hub, feed.admin, sink.url, { pace: { ordered: true, batch: 5, perSecond: 20 } });
    const pace = async (change: object): Promise<unknown> => {
      const { body } = await feed.admin.send('events.subscription.change', { subscriptionId: id, pace: change });
      return body['details'] ?? (await feed.admin.get<{ pace: unknown }>(`/subscriptions/${id}`)).body.pace;
    };
    expect(await pace({ perSecond: 50 })).toEqual({ ordered: true, batch: 5, concurrency: 10, perSecond: 50 });
    expect(await pace({ batch: 10 })).toEqual({ ordered: true, batch: 10, concurrency: 10, perSecond: 50 });
    expect(await pace({})).toEqual({ ordered: true, batch: 10, concurrency: 10, perSecond: 50 });
    expect(await pace({ ordered: false })).toEqual({ issues: [{ pointer: '/pace/batch', rule: 'batches are for ordered subscriptions' }] });
    expect(await pace({ ordered: false, batch: 1 })).toEqual({ ordered: false, batch: 1, concurrency: 10, perSecond: 50 });
  });
});

describe('an endpoint that was down for six hours, and is slow then', () => {
  it('gets everything in order, one batch after the other', async () => {
    const { id } = await subscribe(hub, feed.admin, sink.url, { pace: { ordered: true, batch: 10 } });
    sink.behave(down);
    for (let hour = 0; hour < 6; hour += 1) {
      await feed.publish(15, 1 + hour * 15);
      ahead += HOUR;
    }
    await until(async () => (await tally(hub, id))['pending'] === 90 && sink.posts.length > 0);
    const failed = sink.posts.length;
    let [open, most] = [0, 0];
    sink.behave((_, reply) => {
      most = Math.max(most, (open += 1));
      setTimeout(() => {
        open -= 1;
        reply.writeHead(200).end();
      }, 30);
    });
    await wait(6 * HOUR);
    await settled(hub, id, 90);
    const taken = sink.posts.slice(failed);
    expect(numbers(taken)).toEqual(upTo(90));
    expect([most, taken.every((got) => got.headers['content-type']?.startsWith('application/cloudevents-batch+json'))]).toEqual([1, true]);
  });
});

describe('an endpoint that lacks earlier deliveries', () => {
  it('says from which number on, and gets these in order before it goes on', async () => {
    const { id } = await subscribe(hub, feed.admin, sink.url, { pace: { concurrency: 1 } });
    await feed.publish(6);
    await settled(hub, id, 6);
    let refused = 0;
    sink.behave((got, reply) => {
      if (refused > 0) return willing(got, reply);
      refused += 1;
      reply.writeHead(409, { 'expected-sequence': '3' }).end();
    });
    await feed.publish(2, 7);
    await settled(hub, id, 8);
    expect(numbers(sink.posts.slice(6))).toEqual([7, 3, 4, 5, 6, 7, 8]);
  });

  it('and asks for ever gets no delivery more often than the schedule has tries', async () => {
    const { id } = await subscribe(hub, feed.admin, sink.url, { pace: { concurrency: 1 } });
    await feed.publish(3);
    await settled(hub, id, 3);
    sink.behave((got, reply) => (got.method === 'OPTIONS' ? willing(got, reply) : void reply.writeHead(409, { 'expected-sequence': '1' }).end()));
    await feed.publish(1, 4);
    await until(async () => {
      await wait(6 * HOUR);
      return ((await tally(hub, id))['dead'] ?? 0) >= 4 || (await hub.database.sql(`SELECT FROM events_subscription WHERE id = $1 AND state = 'disabled'`, [id])).length > 0;
    });
    const [most] = await hub.database.sql<{ attempts: number }>('SELECT max(attempts) AS attempts FROM events_delivery WHERE subscription_id = $1', [id]);
    expect(most?.attempts).toBeLessThanOrEqual(contract.retrySchedule.length);
  });
});

describe('an endpoint that asks for a pause', () => {
  it('is left alone until then, whatever else is due', async () => {
    const { id } = await subscribe(hub, feed.admin, sink.url, { pace: { concurrency: 1 } });
    sink.behave((_, reply) => void reply.writeHead(429, { 'retry-after': '90' }).end());
    await feed.publish(5);
    await until(async () => (await tries(id)).length === 1);
    const [progress] = await hub.database.sql<{ rest: number }>('SELECT extract(epoch FROM rest_until - (SELECT at FROM events_attempt WHERE subscription_id = $1))::float8 AS rest FROM events_progress WHERE subscription_id = $1', [id]);
    expect(progress?.rest).toBeGreaterThanOrEqual(90);
    expect(progress?.rest).toBeLessThan(95);
    sink.behave(null);
    await wait(91);
    await settled(hub, id, 5);
    expect(sink.posts).toHaveLength(6);
  });

  it('is left alone although it takes, after that, what was on its way already', async () => {
    const { id } = await subscribe(hub, feed.admin, sink.url, { pace: { concurrency: 2 } });
    const slow: (() => void)[] = [];
    sink.behave((got, reply) => {
      if (numbers([got])[0] === 1) slow.push(() => reply.writeHead(204).end());
      else reply.writeHead(429, { 'retry-after': '90' }).end();
    });
    const rests = async (): Promise<boolean> => (await hub.database.sql('SELECT FROM events_progress WHERE subscription_id = $1 AND rest_until IS NOT NULL', [id])).length > 0;
    await feed.publish(1);
    await until(() => slow.length === 1);
    await feed.publish(1, 2);
    await until(rests);
    slow[0]?.();
    await until(async () => (await tally(hub, id))['delivered'] === 1);
    expect(await rests()).toBe(true);
    await feed.publish(1, 3);
    sink.behave(null);
    await wait(91);
    await settled(hub, id, 3);
    expect(numbers(sink.posts)).toEqual([1, 2, 2, 3]);
  });
});

describe('a replay of a range', () => {
  it('counts first, takes the dead ones, those that wait, or all, and doubles none', async () => {
    const { id } = await subscribe(hub, feed.admin, sink.url);
    await feed.publish(4);
    await settled(hub, id, 4);
    await hub.database.sql(`UPDATE events_delivery SET state = 'dead' WHERE subscription_id = $1 AND sequence IN (2, 3)`, [id]);
    await hub.database.sql(`UPDATE events_delivery SET state = 'pending', due_at = 'infinity' WHERE subscription_id = $1 AND sequence = 4`, [id]);
    const since = new Date(Date.now() - HOUR * 1_000).toISOString();
    const replay = (input: object): Promise<unknown> => feed.admin.send('events.delivery.replay_range', { subscriptionId: id, since, ...input }).then(({ body }) => body);
    expect(await replay({ count: true })).toEqual({ matching: 2, replayed: 0 });
    expect([await replay({ count: true, states: 'waiting' }), await replay({ count: true, states: 'all' })]).toEqual([{ matching: 1, replayed: 0 }, { matching: 4, replayed: 0 }]);
    expect(await replay({})).toEqual({ matching: 2, replayed: 2 });
    await until(async () => (await tally(hub, id))['delivered'] === 3);
    expect(numbers(sink.posts.slice(4)).sort()).toEqual([2, 3]);
    await feed.admin.send('events.subscription.pause', { subscriptionId: id });
    const one = (sequence: number): Promise<unknown> => feed.admin.send('events.delivery.replay', { subscriptionId: id, sequence }).then(({ body }) => body);
    expect([await one(4), await one(4), await replay({ count: true, states: 'waiting' })]).toEqual([{ replayed: 1 }, { replayed: 0 }, { matching: 0, replayed: 0 }]);
    await feed.admin.send('events.subscription.resume', { subscriptionId: id });
    await settled(hub, id, 4);
    expect(numbers(sink.posts.slice(6))).toEqual([4]);
    expect((await feed.admin.send('events.delivery.replay', { subscriptionId: id, sequence: 99 })).body).toMatchObject({ code: 'delivery_unknown' });
  });
});

describe('an endpoint that is back before the next try', () => {
  it.each([['that failed', 500], ['that asked to be left alone', 429]])('and %s gets at once what its owner replays of what waits', async (_, status) => {
    const { id } = await subscribe(hub, feed.admin, sink.url);
    sink.behave((got, reply) => (got.method === 'OPTIONS' ? willing(got, reply) : void reply.writeHead(status, status === 429 ? { 'retry-after': '3600' } : {}).end()));
    await feed.publish(1);
    await until(async () => (await tries(id)).length === 1);
    sink.behave(null);
    const told = await explained(id);
    expect(told).toMatch(status === 500 ? /^The next try is due at .*; a replay tries it at once\.$/ : /^The endpoint asked to be left alone until .*; a replay tries it at once\.$/);
    const since = new Date(0).toISOString();
    expect((await feed.admin.send('events.delivery.replay_range', { subscriptionId: id, since, states: 'waiting' })).body).toEqual({ matching: 1, replayed: 1 });
    await settled(hub, id, 1);
    expect((await tries(id)).length).toBe(2);
  });
});

describe('a batch with one delivery that can never be taken', () => {
  it('loses that one alone, and keeps its order', async () => {
    const { id } = await subscribe(hub, feed.admin, sink.url, { pace: { ordered: true, batch: 5 } });
    await feed.admin.send('events.subscription.pause', { subscriptionId: id });
    await feed.publish(7);
    sink.behave((got, reply) => (numbers([got]).includes(3) ? void reply.writeHead(500).end() : willing(got, reply)));
    await feed.admin.send('events.subscription.resume', { subscriptionId: id });
    await until(async () => (await hub.database.sql(`SELECT FROM events_attempt WHERE subscription_id = $1 AND sequence = 3`, [id])).length === 1);
    await wait(10);
    await until(async () => (await hub.database.sql(`SELECT FROM events_attempt WHERE subscription_id = $1 AND sequence = 3`, [id])).length === 2);
    expect(await explained(id)).toMatch(/^Deliveries of this subscription keep their order: it comes after delivery 3, whose next try is due at /);
    await until(async () => {
      const [third] = await hub.database.sql<{ due_at: Date }>(`SELECT due_at FROM events_delivery WHERE subscription_id = $1 AND sequence = 3 AND state = 'pending'`, [id]);
      if (third !== undefined) await wait(Math.max(0, (third.due_at.getTime() - Date.now()) / 1_000 - ahead));
      return third === undefined;
    });
    await settled(hub, id, 7);
    expect(await tally(hub, id)).toEqual({ dead: 1, delivered: 6 });
    const taken = await hub.database.sql<{ sequence: string }>(`SELECT sequence FROM events_attempt WHERE subscription_id = $1 AND outcome = 'delivered' ORDER BY at, sequence`, [id]);
    expect(taken.map(({ sequence }) => Number(sequence))).toEqual([1, 2, 4, 5, 6, 7]);
  });
});

describe('what was settled long ago', () => {
  it('is taken away from the beginning, up to what is still wanted and the digest before it', async () => {
    const { id } = await subscribe(hub, feed.admin, sink.url);
    await feed.publish(6);
    await settled(hub, id, 6);
    await hub.database.sql(`UPDATE events_delivery SET state = 'pending', due_at = 'infinity', settled_at = NULL WHERE subscription_id = $1 AND sequence = 5`, [id]);
    ahead += 31 * 24 * HOUR;
    // Nothing before a receipt covers it.
    expect(await expired(id)).toEqual([1, 2, 3, 4, 5, 6]);
    await hub.app.get(DailyReceipts, { strict: false }).signAll(hub.app.get(DeliveryClock).now());
    expect(await expired(id)).toEqual([4, 5, 6]);
    expect(await hub.database.sql('SELECT FROM events_attempt WHERE subscription_id = $1 AND sequence < 4', [id])).toEqual([]);
  });

  /** The numbers that are left. */
  async function expired(id: string): Promise<number[]> {
    await hub.app.get(ExpireDeliveries).run(new AbortController().signal);
    const kept = await hub.database.sql<{ sequence: string }>('SELECT sequence FROM events_delivery WHERE subscription_id = $1 ORDER BY sequence', [id]);
    return kept.map(({ sequence }) => Number(sequence));
  }
});

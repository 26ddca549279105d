import { Webhook } from 'standardwebhooks';
import { alliance } from '#contracts';
import { systemActor } from '#kernel';
import { BatchedLog } from '#log';
import { startHub, type TestHub } from '../support/hub.js';
import { openSink, willing, type Got, type Sink } from '../support/sink.js';
import { aFeed, inState, settled, subscribe, tally, until, type Feed } from './a-feed.js';

let hub: TestHub;
let feed: Feed;
let sink: Sink;
beforeAll(async () => {
  hub = await startHub({ HUB_WEBHOOK_ALLOW: '127.0.0.1', HUB_WEBHOOK_TIMEOUT: '30', HUB_DELIVERY_SLOTS: '40', HUB_RATE_PER_SECOND: '1000', HUB_RATE_BURST: '10000' });
  feed = await aFeed(hub);
});
beforeEach(async () => {
  sink = await openSink();
});
afterEach(() => sink.close());
afterAll(() => hub.close());

interface Event { readonly id: string; readonly type: string; readonly sequence: string; readonly data: { readonly name: string } }
const read = (got: Got): Event => JSON.parse(got.body) as Event;
const numbers = (posts: readonly Got[]): number[] => posts.map((got) => Number(read(got).sequence));
const upTo = (many: number): number[] => Array.from({ length: many }, (_, n) => n + 1);

interface Told { readonly type: string; readonly data: { readonly to?: string; readonly reason?: string | null } }
/** What the stream of a subscription tells its owner. */
async function told(id: string): Promise<Told[]> {
  return (await feed.admin.get<{ data: Told[] }>(`/streams/subscription:${id}/events?after=earliest&limit=100`)).body.data;
}

describe('a delivery', () => {
  it('brings every event that the subscription wants, once, numbered without a hole, signed, and is noted', async () => {
    const { id, secret } = await subscribe(hub, feed.admin, sink.url);
    await feed.publish(30);
    await settled(hub, id, 30);
    expect(new Set(sink.posts.map((got) => read(got).data.name))).toEqual(new Set(upTo(30).map((n) => `event ${n}`)));
    expect(numbers(sink.posts).sort((a, b) => a - b)).toEqual(upTo(30));
    for (const got of sink.posts) {
      expect(new Webhook(secret).verify(got.body, got.headers as Record<string, string>)).toMatchObject({ id: got.headers['webhook-id'] });
    }
    const attempts = await hub.database.sql<{ outcome: string; request_headers: Record<string, string> }>('SELECT outcome, request_headers FROM events_attempt WHERE subscription_id = $1', [id]);
    expect(attempts.map(({ outcome }) => outcome)).toEqual(upTo(30).map(() => 'delivered'));
    expect(attempts.filter(({ request_headers }) => 'webhook-signature' in request_headers)).toEqual([]);
  });

  it('of an event that was committed before the subscription was made comes when it begins at the earliest', async () => {
    await feed.publish(3, 100);
    const { id } = await subscribe(hub, feed.admin, sink.url, { start: 'earliest' });
    await until(() => sink.posts.some((got) => read(got).data.name === 'event 102'));
    await settled(hub, id, sink.posts.length);
    expect(numbers(sink.posts).sort((a, b) => a - b)).toEqual(upTo(sink.posts.length));
  });

  it('of a test goes to the subscription that is tested, whatever its filter', async () => {
    const { id } = await subscribe(hub, feed.admin, sink.url, { filter: { types: ['council.poll.*'] } });
    await feed.publish(2);
    expect((await feed.admin.send('events.subscription.test', { subscriptionId: id })).status).toBe(200);
    await settled(hub, id, 1);
    expect(sink.posts.map((got) => read(got).type)).toEqual(['events.subscription.tested.v1']);
  });

  it('has the same id on every try, and another time and signature', async () => {
    const { id, secret } = await subscribe(hub, feed.admin, sink.url);
    let refusals = 0;
    sink.behave((got, reply) => {
      if (got.method === 'OPTIONS' || refusals >= 1) return willing(got, reply);
      refusals += 1;
      reply.writeHead(500).end('not now');
    });
    await feed.publish(1);
    await settled(hub, id, 1);
    expect(new Set(sink.posts.map((got) => got.headers['webhook-id'])).size).toBe(1);
    expect(sink.posts).toHaveLength(2);
    for (const got of sink.posts) expect(() => new Webhook(secret).verify(got.body, got.headers as Record<string, string>)).not.toThrow();
    const tries = await hub.database.sql('SELECT number, outcome, status, response_body FROM events_attempt WHERE subscription_id = $1 ORDER BY number', [id]);
    expect(tries).toEqual([{ number: 1, outcome: 'refused', status: 500, response_body: 'not now' }, { number: 2, outcome: 'delivered', status: 204, response_body: '' }]);
  });
});

describe('a subscription whose rows are damaged', () => {
  it('stops no other: it stands aside, and the journal says so', async () => {
    const [one, other] = [await subscribe(hub, feed.admin, sink.url), await subscribe(hub, feed.admin, sink.url)];
    await feed.publish(1);
    await settled(hub, one.id, 1);
    await settled(hub, other.id, 1);
    // Where its next delivery will be, one stands already.
    await hub.database.sql(
      `INSERT INTO events_delivery SELECT (jsonb_populate_record(d, jsonb_build_object('sequence', d.sequence + 1))).* FROM events_delivery d WHERE subscription_id = $1`, [one.id]);
    await feed.publish(5);
    await settled(hub, other.id, 6);
    expect(hub.journal.filter((line) => line.includes('stands aside') && line.includes(one.id))).toHaveLength(1);
  });
});

describe('an answer', () => {
  it('of a redirect is a failure, and is not followed', async () => {
    const elsewhere = await openSink();
    const { id } = await subscribe(hub, feed.admin, sink.url);
    sink.behave((_, reply) => reply.writeHead(307, { location: elsewhere.url }).end());
    await feed.publish(1);
    await until(async () => (await hub.database.sql('SELECT FROM events_attempt WHERE subscription_id = $1', [id])).length > 0);
    expect(await hub.database.sql('SELECT outcome, status FROM events_attempt WHERE subscription_id = $1 AND number = 1', [id])).toEqual([{ outcome: 'refused', status: 307 }]);
    expect(await tally(hub, id)).toEqual({ pending: 1 });
    expect(elsewhere.got).toEqual([]);
    await elsewhere.close();
  });

  it('of 410 disables the subscription at once; what waits is delivered when its owner activates it', async () => {
    const { id } = await subscribe(hub, feed.admin, sink.url, { pace: { concurrency: 1 } });
    sink.behave((_, reply) => reply.writeHead(410).end());
    await feed.publish(5);
    await inState(hub, id, 'disabled');
    expect(sink.posts).toHaveLength(1);
    expect((await told(id)).at(-1)).toMatchObject({ type: 'events.subscription.moved.v1', data: { to: 'disabled', reason: 'gone' } });
    sink.behave(null);
    expect((await feed.admin.send('events.subscription.activate', { subscriptionId: id })).status).toBe(200);
    await until(() => new Set(numbers(sink.posts.slice(1))).size === 5);
    await settled(hub, id, 5);
  });
});

describe('a subscription', () => {
  it('that is paused gets nothing more, and after that all that has waited', async () => {
    const { id } = await subscribe(hub, feed.admin, sink.url);
    expect((await feed.admin.send('events.subscription.pause', { subscriptionId: id })).status).toBe(200);
    await feed.publish(4);
    // Another one has come past these events, so this one would have too.
    const beside = await openSink();
    const other = await subscribe(hub, feed.admin, beside.url);
    await feed.publish(1, 5);
    await settled(hub, other.id, 1);
    expect(sink.posts).toEqual([]);
    await feed.admin.send('events.subscription.resume', { subscriptionId: id });
    await settled(hub, id, 5);
    expect(numbers(sink.posts).sort()).toEqual(upTo(5));
    await beside.close();
  });

  it('that is ended in the middle lets what is on its way come to its end, and sends nothing more', async () => {
    const beside = await openSink();
    await subscribe(hub, feed.admin, beside.url, { filter: { types: ['events.subscription.moved.v1'] } });
    const { id } = await subscribe(hub, feed.admin, sink.url, { pace: { concurrency: 2 } });
    const held: (() => void)[] = [];
    sink.behave((_, reply) => void held.push(() => reply.writeHead(204).end()));
    await feed.publish(20);
    await until(() => held.length === 2);
    await feed.admin.send('events.subscription.end', { subscriptionId: id });
    // Whoever is told that it has ended is told after those who send.
    await beside.until(() => beside.posts.some((got) => got.body.includes(id) && got.body.includes('"ended"')));
    sink.behave(null);
    held.forEach((go) => go());
    await until(async () => (await hub.database.sql('SELECT FROM events_progress WHERE subscription_id = $1 AND lease IS NULL', [id])).length === 1);
    expect([sink.posts.length, await tally(hub, id)]).toEqual([2, { delivered: 2, pending: 18 }]);
    await beside.close();
  });

  it('gets only what its owner may read, as they are now', async () => {
    const log = hub.app.get(BatchedLog);
    const { id } = await subscribe(hub, feed.admin, sink.url);
    const data = { institutionId: feed.institutionId, name: 'secret', countryCode: 'PK', zone: 'Asia/Karachi', state: 'active' } as const;
    await log.append(alliance.institutionChanged, feed.stream, data, { actor: 'system:test', audience: [`org:${feed.institutionId}`] });
    await feed.publish(1);
    await settled(hub, id, 1);
    expect(sink.posts.map((got) => read(got).data.name)).toEqual(['event 1']);
  });
});

describe('one slow endpoint', () => {
  it('delays no other', async () => {
    const hanging = await openSink();
    const slow = await subscribe(hub, feed.admin, hanging.url, { pace: { concurrency: 50 } });
    hanging.behave(() => undefined);
    const { id } = await subscribe(hub, feed.admin, sink.url);
    await feed.publish(100);
    await settled(hub, id, 100);
    // Of the other none has been settled, since it has answered nothing.
    expect(await tally(hub, slow.id)).toEqual({ pending: 100 });
    await feed.admin.send('events.subscription.end', { subscriptionId: slow.id });
    await hanging.close();
  });
});

describe('very many endpoints that hang for the first time', () => {
  it('keep none waiting that answers for long, though they fill all slots: each gets a few requests at once until it answers', async () => {
    const hanging = await openSink((got, reply) => void (got.method === 'OPTIONS' && willing(got, reply)));
    for (let ten = 0; ten < 6; ten += 1) await Promise.all(upTo(10).map((n) => subscribe(hub, feed.admin, `${hanging.url}/${ten}/${n}`)));
    await feed.publish(50);
    await hanging.until(() => hanging.posts.length >= 40);
    const { id } = await subscribe(hub, feed.admin, sink.url);
    await feed.publish(50);
    await settled(hub, id, 50);
    // All the others hang still: none of their tries has come to an end.
    expect(await hub.database.asApp(systemActor('test'), [], 'SELECT a.number FROM events_attempt a JOIN events_subscription s ON s.id = a.subscription_id WHERE s.url LIKE $1', [`${hanging.url}/%`])).toEqual([]);
    // Each is asked for two.
    await hanging.until(() => hanging.posts.length >= 120);
    expect(hanging.posts).toHaveLength(120);
    expect(new Set(hanging.posts.map(({ path }) => path)).size).toBe(60);
    await hanging.close();
  });
});

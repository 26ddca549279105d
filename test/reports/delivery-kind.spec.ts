import { DeliveryClock, Jitter, Sweeper } from '#events';
import { aFeed, inState, settled, subscribe, until, type Feed } from '../events/a-feed.js';
import { startHub, type TestHub } from '../support/hub.js';
import { enter, type Someone } from '../support/people.js';
import { openSink, willing, type Sink } from '../support/sink.js';
import { bothWays, factsOf, gather, numbersOf, rowsOf, saysNothing } from './gather.js';

interface Delivery { readonly state: string; readonly attempts: number; readonly createdAt: string; readonly settledAt: string | null; readonly sequence: number }

let hub: TestHub;
let feed: Feed;
let other: Someone;
const sinks: Sink[] = [];
/** Seconds that the clock of the deliveries is ahead of the real one. */
let ahead = 0;
let [laboratory, ward, gone] = ['', '', ''];

/** One endpoint takes all but refuses the first try, one never takes anything, and one is gone for good. Another person has no subscription. */
beforeAll(async () => {
  hub = await startHub({ HUB_WEBHOOK_ALLOW: '127.0.0.1', HUB_RATE_PER_SECOND: '1000', HUB_RATE_BURST: '10000' });
  hub.app.get(DeliveryClock).now = () => new Date(Date.now() + ahead * 1_000);
  Object.assign(hub.app.get(Jitter), { draw: () => 0.5 });
  feed = await aFeed(hub);
  other = await enter(hub, feed.admin);
  const sink = async (): Promise<Sink> => {
    const made = await openSink();
    sinks.push(made);
    return made;
  };
  const [first, second, third] = [await sink(), await sink(), await sink()];
  laboratory = (await subscribe(hub, feed.admin, first.url, { name: 'Laboratory' })).id;
  ward = (await subscribe(hub, feed.admin, second.url, { name: 'Ward' })).id;
  gone = (await subscribe(hub, feed.admin, third.url, { name: 'Radiology' })).id;
  let refused = false;
  first.behave((got, reply) => {
    if (got.method === 'OPTIONS' || refused) return willing(got, reply);
    refused = true;
    reply.writeHead(500).end();
  });
  second.behave((got, reply) => (got.method === 'OPTIONS' ? willing(got, reply) : void reply.writeHead(500).end()));
  third.behave((got, reply) => (got.method === 'OPTIONS' ? willing(got, reply) : void reply.writeHead(410).end()));
  await feed.publish(1);
  await inState(hub, gone, 'disabled');
  await throughTheSchedule(laboratory);
  await throughTheSchedule(ward);
  await settled(hub, laboratory, 1);
  await settled(hub, ward, 1);
}, 240_000);
afterAll(async () => {
  for (const sink of sinks) await sink.close();
  await hub.close();
});

/** Moves the clock to when the delivery is due, try by try, until it is settled. */
async function throughTheSchedule(id: string): Promise<void> {
  for (;;) {
    const tried = async (): Promise<number> => Number((await hub.database.sql<{ count: string }>('SELECT count(*) FROM events_attempt WHERE subscription_id = $1', [id]))[0]?.count);
    const before = await tried();
    const [delivery] = await hub.database.sql<{ state: string; due_at: Date }>('SELECT state, due_at FROM events_delivery WHERE subscription_id = $1', [id]);
    if (delivery !== undefined && delivery.state !== 'pending') return;
    if (delivery !== undefined) {
      ahead += Math.max(0, (delivery.due_at.getTime() - Date.now()) / 1_000 - ahead);
      await hub.app.get(Sweeper).sweep();
    }
    await until(async () => (await tried()) > before);
  }
}

const deliveries = async (id: string): Promise<Delivery[]> => (await feed.admin.get<{ data: Delivery[] }>(`/subscriptions/${id}/deliveries`)).body.data;
const window = (): { from: Date; to: Date } => ({ from: new Date(Date.now() - 3_600_000), to: new Date(Date.now() + ahead * 1_000 + 60_000) });

describe('the delivery report', () => {
  it('counts for each subscription what was taken, given up and waits, and how long it took, as the doors say', async () => {
    const report = await gather(feed.admin, 'events.delivery_record', {}, { window: window() });
    expect(rowsOf(report, 'subscriptions').map(({ subscription, deliveries: all, delivered, dead, waiting, success, retried }) => [subscription, all, delivered, dead, waiting, success, retried])).toEqual([
      ['Laboratory', 1, 1, 0, 0, 1, 1], ['Radiology', 1, 0, 0, 1, 0, 0], ['Ward', 1, 0, 1, 0, 0, 1],
    ]);
    expect(factsOf(report)).toMatchObject({ subscriptions: 3, deliveries: 3, delivered: 1, given_up: 1, waiting: 1, success: 0.3333, p50_ms: rowsOf(report, 'subscriptions')[0]?.['p50_ms'] });
    const [taken] = await deliveries(laboratory);
    const [given] = await deliveries(ward);
    const [row] = rowsOf(report, 'subscriptions');
    expect([row?.['tries'], row?.['p50_ms'], row?.['longest_ms']]).toEqual([taken?.attempts, ...Array.from({ length: 2 }, () => Date.parse(taken?.settledAt ?? '') - Date.parse(taken?.createdAt ?? ''))]);
    expect(rowsOf(report, 'dead')).toEqual([expect.objectContaining({ subscription: 'Ward', sequence: 1, tries: given?.attempts, created_at: given?.createdAt, given_up_at: given?.settledAt })]);
    expect(rowsOf(report, 'moves')).toContainEqual(expect.objectContaining({ subscription_id: gone, subscription: 'Radiology', to: 'disabled', reason: 'the endpoint is gone' }));
  });

  it('tells of the end of its window: what was given up later was waiting then', async () => {
    const [given] = await deliveries(ward);
    const { from } = window();
    const report = await gather(feed.admin, 'events.delivery_record', {}, { window: { from, to: new Date(given?.settledAt ?? '') } });
    expect(rowsOf(report, 'subscriptions').find(({ subscription }) => subscription === 'Ward')).toMatchObject({ dead: 0, waiting: 1 });
    expect(rowsOf(report, 'dead')).toEqual([]);
  });

  it('is of one’s own subscriptions alone, and empty where nothing was sent', async () => {
    expect(saysNothing(await gather(other, 'events.delivery_record', {}, { window: window() }))).toBe(true);
    expect(saysNothing(await gather(feed.admin, 'events.delivery_record', {}, { window: { from: new Date('2020-01-01T00:00:00Z'), to: new Date('2020-01-02T00:00:00Z') } }))).toBe(true);
  });

  it('is made by the hub as the doors show it to the reader', async () => {
    const { byHub, byDoors } = await bothWays(feed.admin, 'events.delivery_record', {});
    expect(byHub).toEqual(byDoors);
    expect(saysNothing(byHub)).toBe(false);
  });

  it.each(['zh', 'ru', 'ur', 'ar'] as const)('says the same in %s, in other words', async (language) => {
    const span = window();
    const [english, translated] = [await gather(feed.admin, 'events.delivery_record', {}, { window: span }), await gather(feed.admin, 'events.delivery_record', {}, { window: span, language })];
    expect(numbersOf(translated)).toEqual(numbersOf(english));
    expect(translated.title).not.toBe(english.title);
  });
});

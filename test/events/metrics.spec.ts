import { startHub, type TestHub } from '../support/hub.js';
import { openSink, willing } from '../support/sink.js';
import { aFeed, settled, subscribe, until } from './a-feed.js';

let hub: TestHub;
beforeAll(async () => {
  hub = await startHub({ HUB_WEBHOOK_ALLOW: '127.0.0.1' });
});
afterAll(() => hub.close());

/** What a metric shows; null where it is absent. */
async function shown(line: string): Promise<number | null> {
  const text = await (await fetch(`${hub.url}/metrics`)).text();
  const found = text.split('\n').find((one) => one.startsWith(`${line} `));
  return found === undefined ? null : Number(found.slice(line.length));
}

it('shows attempts, what waits and for how long, and dead letters, of each endpoint, and how log and feed do', async () => {
  const [good, bad] = [await openSink(), await openSink((got, reply) => (got.method === 'OPTIONS' ? willing(got, reply) : void reply.writeHead(500).end()))];
  const feed = await aFeed(hub);
  const [{ id: healthy }, { id: failing }] = [await subscribe(hub, feed.admin, good.url), await subscribe(hub, feed.admin, bad.url)];
  await feed.publish(3);
  await settled(hub, healthy, 3);
  expect(await shown(`hub_delivery_endpoint_attempts_total{subscription="${healthy}",outcome="delivered"}`)).toBe(3);
  await until(async () => ((await shown(`hub_delivery_endpoint_attempts_total{subscription="${failing}",outcome="refused"}`)) ?? 0) > 0);
  await hub.database.sql(`UPDATE events_delivery SET state = 'dead', settled_at = now() WHERE subscription_id = $1 AND sequence = 1`, [failing]);
  await until(async () => (await shown(`hub_delivery_endpoint_dead{subscription="${failing}"}`)) === 1);
  expect(await shown(`hub_delivery_endpoint_pending{subscription="${failing}"}`)).toBe(2);
  expect(await shown(`hub_delivery_endpoint_lag_seconds{subscription="${failing}"}`)).toBeGreaterThan(0);
  const { seq } = (await hub.database.sql<{ seq: string }>('SELECT seq FROM log_feed_head'))[0] ?? { seq: '0' };
  await until(async () => (await shown('hub_feed_position')) === Number(seq));
  expect(await shown('hub_log_events_total')).toBeGreaterThanOrEqual(Number(seq));
  expect(await shown('hub_on_duty')).toBe(1);
  expect(await shown('hub_database_connections{state="open"}')).toBeGreaterThan(0);
  await Promise.all([good.close(), bad.close()]);
});

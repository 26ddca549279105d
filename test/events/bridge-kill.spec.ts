import { aCouncil, aMeeting, callToOrder, type TestCouncil } from '../support/council.js';
import { MortalHub } from '../support/mortal-hub.js';
import { NatsBroker } from '../support/nats-broker.js';
import { until } from '../log/log-hub.js';
import { Load } from '../fault/load.js';

let broker: NatsBroker;
let hub: MortalHub;
let room: TestCouncil;

beforeAll(async () => {
  broker = await NatsBroker.start();
  hub = await MortalHub.start({ HUB_BRIDGE_URL: broker.url });
  room = await aCouncil(hub, { seats: 3, alternates: 0 });
  await callToOrder(room);
}, 240_000);
afterAll(async () => {
  await hub.close();
  await broker.close();
}, 60_000);

/** The public events of the log by stream, in order. */
async function publicEvents(): Promise<Map<string, string[]>> {
  const rows = await hub.sql<{ name: string; ids: string[] }>(`SELECT s.name, array_agg(e.id::text ORDER BY e."offset") AS ids
    FROM log_event e JOIN log_stream s ON s.id = e.stream_id WHERE 'public' = ANY (e.audience) GROUP BY s.name`);
  return new Map(rows.map(({ name, ids }) => [name, ids]));
}

/** What the broker holds by stream, in its order. */
async function brokerHolds(): Promise<Map<string, string[]>> {
  const streams = new Map<string, string[]>();
  for (const { body } of await broker.held()) {
    const { subject, id } = JSON.parse(body) as { subject: string; id: string };
    streams.set(subject, [...(streams.get(subject) ?? []), id]);
  }
  return streams;
}

it('hands every event on once and in order, though the broker and the hub are killed in mid-stream', async () => {
  const other = await aMeeting(room.secretary, room.cast);
  const loads = [room.meetingId, other].map((meetingId) => new Load(hub.as(room.chair.token ?? ''), meetingId, 3));
  const more = (): Promise<unknown> => Promise.all(loads.map((load) => load.more(15)));
  await more();
  await broker.kill();
  await more();
  await broker.start();
  await more();
  hub.kill();
  await hub.restart();
  await more();
  // Both at once, the broker first to be back.
  hub.kill();
  await broker.kill();
  await broker.start();
  await hub.restart();
  await more();
  await Promise.all(loads.map((load) => load.stop()));
  await until(async () => (await hub.sql('SELECT 1 FROM events_bridge WHERE position >= (SELECT seq FROM log_feed_head) AND NOT EXISTS (SELECT FROM log_unnumbered)')).length === 1);
  const [held, logged] = [await brokerHolds(), await publicEvents()];
  expect(logged.size).toBeGreaterThanOrEqual(2);
  expect(held).toEqual(logged);
}, 240_000);

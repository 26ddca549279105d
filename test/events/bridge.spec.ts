import { HTTP, Kafka, type CloudEventV1, type Message } from 'cloudevents';
import { register } from 'prom-client';
import { z } from 'zod';
import { event } from '#contracts';
import { newId, systemActor } from '#kernel';
import { UnitOfWork } from '#log';
import { until } from '../log/log-hub.js';
import type { Held, TestBroker } from '../support/broker.js';
import { startHub, type TestHub } from '../support/hub.js';
import { KafkaBroker } from '../support/kafka-broker.js';
import { NatsBroker } from '../support/nats-broker.js';

const declared = { stream: 'meeting', data: z.object({ n: z.int() }), example: { n: 1 } };
const noted = event('test.bridge.noted.v1', { ...declared, summary: 'Something that all may know.', audience: ['public'] });
const spoken = event('test.bridge.spoken.v1', { ...declared, summary: 'Words of a person.', audience: ['public'], personal: z.object({ text: z.string() }) });
const measured = event('test.bridge.measured.v1', { ...declared, summary: 'Something of a person’s health.', audience: ['public'], dataClass: 'health' });
const whispered = event('test.bridge.whispered.v1', { ...declared, summary: 'Something for members.', audience: ['members'] });

const brokers: Record<string, () => Promise<TestBroker>> = { 'NATS JetStream': () => NatsBroker.start(), 'Kafka (as much of it as a producer needs)': () => KafkaBroker.start() };
const aStream = (): string => `meeting:${newId()}`;

/** The number that a metric shows now. */
async function shown(name: string): Promise<number> {
  const metric = await register.getSingleMetric(name)?.get();
  return metric?.values[0]?.value ?? Number.NaN;
}

/** What a reader gets who takes messages apart with the CloudEvents SDK. */
function readAsEvent({ headers, body, key }: Held): CloudEventV1<unknown> {
  const read = key.startsWith('hub.') ? HTTP.toEvent({ headers, body }) : Kafka.toEvent({ key, headers, value: body, body } as Message<string>);
  return (Array.isArray(read) ? read[0] : read) as CloudEventV1<unknown>;
}

describe.each(Object.entries(brokers))('the bridge to %s', (_, start) => {
  let broker: TestBroker;
  let hub: TestHub;
  const record = (work: Parameters<UnitOfWork['run']>[2]): Promise<unknown> => hub.app.get(UnitOfWork).run(systemActor('test'), [], work);
  /** Waits until the broker has been given an event of this number. */
  const gets = (n: number): Promise<void> => until(async () => (await broker.held()).some(({ body }) => (JSON.parse(body) as { data?: { n?: number } }).data?.n === n));

  beforeEach(async () => {
    broker = await start();
    hub = await startHub({ HUB_BRIDGE_URL: broker.url, HUB_BRIDGE_FILTER: '{"types":["test.bridge.*"]}' });
  });
  afterEach(async () => {
    await hub.close();
    await broker.close();
  });

  it('hands on what everybody may see as CloudEvents, words of people by their id alone, and nothing else', async () => {
    const stream = aStream();
    await record(async (work) => {
      work.record(noted, stream, { n: 1 });
      work.record(whispered, stream, { n: 2 });
      work.record(spoken, stream, { n: 3 }, { personal: { text: 'canary-of-words' } });
      work.record(measured, stream, { n: 4 });
      work.record(noted, stream, { n: 5 });
    });
    await gets(5);
    const held = await broker.held();
    const events = held.map(readAsEvent);
    expect(events.map(({ type, subject, data, source }) => ({ type, subject, data, source }))).toEqual([
      { type: noted.name, subject: stream, data: { n: 1 }, source: '/hub' },
      { type: spoken.name, subject: stream, data: undefined, source: '/hub' },
      { type: noted.name, subject: stream, data: { n: 5 }, source: '/hub' },
    ]);
    expect(events.map((one) => [one['payload'], one['dataclassification'], String(one['position']).split('.')[1]])).toEqual([['full', 'alliance', '1'], ['id', 'personal', '3'], ['full', 'alliance', '5']]);
    expect(held.every(({ key }) => key === stream || key.startsWith(`hub.meeting.${stream.slice(8)}.test.bridge.`))).toBe(true);
    expect(JSON.stringify(held)).not.toContain('canary');
    await until(async () => (await shown('hub_bridge_lag')) === 0);
  });

  it('waits while the broker is away, says so once, and loses nothing and no order', async () => {
    const streams = [aStream(), aStream()];
    const write = (from: number, to: number): Promise<unknown> => record(async (work) => {
      for (let n = from; n <= to; n += 1) work.record(noted, streams[n % 2] as string, { n });
    });
    const linesOf = (text: string): number => hub.journal.filter((line) => line.includes(text)).length;
    await write(1, 20);
    await gets(20);
    await broker.kill();
    const before = hub.journal.length;
    await write(21, 40);
    await until(() => linesOf('the broker takes no events') === 1);
    await write(41, 60);
    // Several tries further on it has said nothing more, and shows how far behind it is.
    await until(async () => (await shown('hub_bridge_lag')) >= 40 && (await shown('hub_bridge_away')) === 1);
    await broker.start();
    await gets(60);
    await until(async () => (await shown('hub_bridge_away')) === 0);
    expect(hub.journal.slice(before).filter((line) => line.includes('"Bridge"'))).toHaveLength(2);
    const events = (await broker.held()).map(readAsEvent);
    const numbers = (stream: string): number[] => [...new Map(events.filter(({ subject }) => subject === stream).map((one) => [one.id, (one.data as { n: number }).n])).values()];
    expect(numbers(streams[0] as string)).toEqual(Array.from({ length: 30 }, (__, at) => 2 * at + 2));
    expect(numbers(streams[1] as string)).toEqual(Array.from({ length: 30 }, (__, at) => 2 * at + 1));
  });
});

describe('what leaves by the bridge', () => {
  let broker: NatsBroker;
  beforeEach(async () => {
    broker = await NatsBroker.start();
  });
  afterEach(() => broker.close());

  it('is what the labels and the filter of the settings say, from the beginning of the feed on', async () => {
    const hub = await startHub({ HUB_BRIDGE_URL: broker.url, HUB_BRIDGE_AUDIENCES: 'public, members', HUB_BRIDGE_FILTER: JSON.stringify({ types: ['test.*'], filters: [{ not: { exact: { type: noted.name } } }] }) });
    try {
      const stream = aStream();
      await hub.app.get(UnitOfWork).run(systemActor('test'), [], async (work) => {
        work.record(noted, stream, { n: 1 });
        work.record(whispered, stream, { n: 2 }, { audience: ['chair'] });
        work.record(whispered, stream, { n: 3 }, { audience: ['chair', 'members'] });
      });
      await until(async () => (await broker.held()).length > 0);
      await until(async () => (await shown('hub_bridge_lag')) === 0);
      expect((await broker.held()).map((held) => readAsEvent(held).data)).toEqual([{ n: 3 }]);
    } finally {
      await hub.close();
    }
  });
});

describe('a bridge that another process has taken up', () => {
  it('moves the cursor no more, and begins again from where it stands', async () => {
    const broker = await NatsBroker.start();
    const hub = await startHub({ HUB_BRIDGE_URL: broker.url, HUB_BRIDGE_FILTER: '{"types":["test.bridge.*"]}' });
    const put = (n: number): Promise<unknown> => hub.app.get(UnitOfWork).run(systemActor('test'), [], async (work) => work.record(noted, aStream(), { n }));
    const holds = (n: number): Promise<void> => until(async () => (await broker.held()).length === n && (await hub.database.sql('SELECT FROM events_bridge, log_feed_head h WHERE position = h.seq')).length === 1);
    await put(1);
    await holds(1);
    // What the other process would do first.
    await hub.database.sql('UPDATE events_bridge SET fence = fence + 1');
    await put(2);
    await holds(2);
    expect(hub.journal.filter((line) => line.includes('the bridge goes on in another process'))).toHaveLength(1);
    // Handed over a second time, and dropped by the server.
    expect((await broker.held()).map((held) => readAsEvent(held).data)).toEqual([{ n: 1 }, { n: 2 }]);
    await hub.close();
    await broker.close();
  });
});

describe('settings of a bridge', () => {
  it('that cannot be read keep the hub from starting, with a sentence for each', async () => {
    const refused = startHub({ HUB_BRIDGE_URL: 'amqp://broker', HUB_BRIDGE_AUDIENCES: 'Public', HUB_BRIDGE_FILTER: '{"types":["*.x"]}' });
    await expect(refused).rejects.toMatchObject({ faults: [expect.stringMatching(/^HUB_BRIDGE_URL is not valid \(nats:/), expect.stringContaining('HUB_BRIDGE_AUDIENCES'), expect.stringMatching(/^HUB_BRIDGE_FILTER is not valid \(types\.0: /)] });
  });
});

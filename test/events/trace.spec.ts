import { randomBytes, randomUUID } from 'node:crypto';
import { Collector, type Span } from '../support/collector.js';
import { startHub, type TestHub } from '../support/hub.js';
import { KafkaBroker } from '../support/kafka-broker.js';
import { openSink, type Sink } from '../support/sink.js';
import { aFeed, subscribe, until, type Feed } from './a-feed.js';

const hex = (bytes: number): string => randomBytes(bytes).toString('hex');
const CANARY = 'canary of words';
const SERVER = 2;
const CLIENT = 3;

let collector: Collector;
let broker: KafkaBroker;
let sink: Sink;
beforeEach(async () => {
  [collector, broker, sink] = [await Collector.start(), await KafkaBroker.start(), await openSink()];
});
afterEach(() => Promise.all([collector.close(), broker.close(), sink.close()]));

async function withHub(settings: Readonly<Record<string, string>>, work: (hub: TestHub, feed: Feed) => Promise<void>): Promise<void> {
  const hub = await startHub({ HUB_WEBHOOK_ALLOW: '127.0.0.1', HUB_BRIDGE_URL: broker.url, HUB_BRIDGE_AUDIENCES: 'owner', HUB_BRIDGE_FILTER: '{"types":["events.subscription.tested.v1"]}', ...settings });
  try {
    await work(hub, await aFeed(hub));
  } finally {
    await hub.close();
  }
}

/** Waits until the collector has spans of all these names in a trace. @returns the first of each */
async function spansOf(trace: string, names: readonly string[]): Promise<Span[]> {
  const find = (): (Span | undefined)[] => names.map((name) => collector.spans(trace).find((span) => span.name === name));
  await until(() => find().every((span) => span !== undefined));
  return find() as Span[];
}

it('one trace leads from the command of a client to the attempt at the receiver and to the broker', async () => {
  await withHub({ HUB_OTLP_URL: collector.url }, async (hub, { admin }) => {
    const { id } = await subscribe(hub, admin, sink.url, { name: CANARY });
    const [trace, client] = [hex(16), hex(8)];
    const sent = await admin.with({ traceparent: `00-${trace}-${client}-01` }).send('events.subscription.test', { subscriptionId: id });
    expect(sent.status).toBe(200);
    await sink.until(() => sink.posts.length === 1);
    const [command, transaction, dispatch, attempt] = await spansOf(trace, ['command events.subscription.test', 'transaction', 'dispatch', 'delivery attempt']) as [Span, Span, Span, Span];
    expect([command.parentSpanId, transaction.parentSpanId, dispatch.parentSpanId, attempt.parentSpanId]).toEqual([client, command.spanId, transaction.spanId, transaction.spanId]);
    expect([command.kind, attempt.kind]).toEqual([SERVER, CLIENT]);
    // The receiver goes on from the attempt; the event says which trace it is of.
    const [post] = sink.posts;
    expect(post?.headers['traceparent']).toBe(`00-${trace}-${attempt.spanId}-01`);
    expect(JSON.parse(post?.body ?? '')).toMatchObject({ type: 'events.subscription.tested.v1', traceparent: `00-${trace}-${transaction.spanId}-01` });
    await until(async () => (await broker.held()).length === 1);
    const [held] = await broker.held();
    expect(held?.headers['traceparent']).toBe(`00-${trace}-${transaction.spanId}-01`);
    expect(JSON.parse(held?.body ?? '')).toMatchObject({ traceparent: `00-${trace}-${transaction.spanId}-01` });
    // Ids only, whatever was written and wherever it went.
    for (const secret of [CANARY, sink.url, admin.token, admin.email]) expect(collector.bodies.join()).not.toContain(secret);
  });
});

it('a query and a refusal are spans of the trace that they came with, a refusal by its code alone', async () => {
  await withHub({ HUB_OTLP_URL: collector.url }, async (_, { admin, institutionId }) => {
    const trace = hex(16);
    const traced = admin.with({ traceparent: `00-${trace}-${hex(8)}-01` });
    await traced.get(`/institutions/${institutionId}`);
    await traced.send('alliance.institution.register', { name: CANARY, countryCode: 'PK', zone: 'Asia/Karachi' });
    await traced.send('events.subscription.test', { subscriptionId: randomUUID() });
    const refused = (): Span | undefined => collector.spans(trace).find(({ name, status }) => name === 'command events.subscription.test' && status.code === 2);
    await until(() => collector.spans(trace).some(({ name }) => name.startsWith('query alliance.institution.')) && refused() !== undefined);
    expect(refused()?.status.message).toBe('not_found');
    expect(collector.bodies.join()).not.toContain(CANARY);
  });
});

it('without a collector nothing is recorded, and the trace of a client goes no further', async () => {
  await withHub({}, async (hub, { admin }) => {
    const { id } = await subscribe(hub, admin, sink.url);
    await admin.with({ traceparent: `00-${hex(16)}-${hex(8)}-01` }).send('events.subscription.test', { subscriptionId: id });
    await sink.until(() => sink.posts.length === 1);
    expect(sink.posts[0]?.headers).not.toHaveProperty('traceparent');
    expect(JSON.parse(sink.posts[0]?.body ?? '')).not.toHaveProperty('traceparent');
    expect(await hub.database.sql('SELECT FROM log_trace')).toEqual([]);
    expect(collector.bodies).toEqual([]);
  });
});

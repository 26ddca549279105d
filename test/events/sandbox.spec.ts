import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Webhook } from 'standardwebhooks';
import { startHub, type TestHub } from '../support/hub.js';
import { enter } from '../support/people.js';
import { openSink, willing, type Got, type Sink } from '../support/sink.js';
import { aFeed, inState, settled, subscribe, until, type Feed } from './a-feed.js';

interface Request { readonly number: number; readonly webhookId: string; readonly subscriptionId: string; readonly sequence: string; readonly attempt: string; readonly answered: string; readonly bytes: number }
interface Facts { readonly id: string; readonly received: number; readonly left: number | null; readonly requests: readonly Request[] }
interface Check { readonly name: string; readonly result: string; readonly got: string; readonly expected: string; readonly mend: string | null }
interface Examination { readonly state: string; readonly score: number; readonly checks: readonly Check[] }

let hub: TestHub;
let feed: Feed;
beforeAll(async () => {
  hub = await startHub({ HUB_WEBHOOK_ALLOW: '127.0.0.1', HUB_RATE_PER_SECOND: '1000', HUB_RATE_BURST: '10000' });
  feed = await aFeed(hub);
});
afterAll(() => hub.close());

/** A sink of the sandbox. */
async function open(behaviour?: object): Promise<{ sinkId: string; url: string; look(): Promise<Facts>; behave(behaviour: object): Promise<void> }> {
  const { status, body } = await feed.admin.send<{ sinkId: string; path: string }>('events.sandbox.open', behaviour === undefined ? {} : { behaviour });
  if (status !== 200) throw new Error(`no sink was opened: ${JSON.stringify(body)}`);
  const { sinkId, path } = body;
  return {
    sinkId, url: hub.url + path,
    look: async () => (await feed.admin.get<Facts>(`/sandbox/sinks/${sinkId}`)).body,
    behave: async (next) => void (await feed.admin.send('events.sandbox.behave', { sinkId, behaviour: next })),
  };
}

const close = (sinkId: string): Promise<unknown> => feed.admin.send('events.sandbox.close', { sinkId });
const post = (url: string, headers: Record<string, string> = {}, body = '{}'): Promise<Response> => fetch(url, { method: 'POST', headers: { 'content-type': 'application/cloudevents+json', ...headers }, body });

describe('a sink of the sandbox', () => {
  it.each<[string, object, object]>([
    ['well', { answer: 'well' }, { status: 200 }],
    ['by a status', { answer: 'status', status: 503 }, { status: 503 }],
    ['that it is gone', { answer: 'status', status: 410 }, { status: 410 }],
    ['by asking for a pause', { answer: 'status', status: 429, retryAfter: 7 }, { status: 429, retryAfter: '7' }],
    ['that it lacks deliveries', { answer: 'expect', sequence: 3 }, { status: 409, expected: '3' }],
    ['late', { answer: 'slow', seconds: 0.2 }, { status: 200 }],
  ])('answers %s, as it is told, and notes the ids of what came', async (_, behaviour, expected) => {
    const sink = await open(behaviour);
    const { status, headers } = await post(sink.url, { 'webhook-id': 'msg_1', 'hub-subscription': 's', 'hub-attempt': '2' }, '{"sequence":"000000000000004","data":{"name":"secret"}}');
    expect({ status, retryAfter: headers.get('retry-after') ?? undefined, expected: headers.get('expected-sequence') ?? undefined }).toEqual({ retryAfter: undefined, expected: undefined, ...expected });
    const facts = await sink.look();
    expect(facts).toMatchObject({ received: 1, requests: [{ number: 1, webhookId: 'msg_1', subscriptionId: 's', sequence: '000000000000004', attempt: '2' }] });
    expect(JSON.stringify(facts)).not.toContain('secret');
    await close(sink.sinkId);
  });

  it('cuts the line', async () => {
    const sink = await open({ answer: 'cut', times: 1 });
    await expect(post(sink.url)).rejects.toThrow('fetch failed');
    expect((await post(sink.url)).status).toBe(200);
    await close(sink.sinkId);
  });

  it('behaves badly for exactly as many requests as it is told, however many come at once', async () => {
    const sink = await open({ answer: 'status', status: 500, times: 5 });
    const statuses = await Promise.all(Array.from({ length: 12 }, async () => (await post(sink.url)).status));
    expect(statuses.filter((status) => status === 500)).toHaveLength(5);
    expect(await sink.look()).toMatchObject({ received: 12, left: 0 });
    await close(sink.sinkId);
  });

  it('agrees to get events, and shows how the hub tries again', async () => {
    const sink = await open({ answer: 'status', status: 500, times: 1 });
    const { id } = await subscribe(hub, feed.admin, sink.url);
    await feed.publish(2);
    await settled(hub, id, 2);
    const { requests } = await sink.look();
    expect(requests.map(({ subscriptionId }) => subscriptionId)).toEqual([id, id, id]);
    expect(requests.map(({ answered }) => answered).sort()).toEqual(['200', '200', '500']);
    const failed = requests.find(({ answered }) => answered === '500');
    expect(requests.filter(({ webhookId }) => webhookId === failed?.webhookId).map(({ attempt }) => attempt).sort()).toEqual(['1', '2']);
    await close(sink.sinkId);
  });

  it('takes bodies of every kind, up to the size of any request', async () => {
    const sink = await open();
    expect((await post(sink.url, { 'content-type': 'application/fhir+json' })).status).toBe(200);
    expect((await post(sink.url, { 'content-type': 'application/cloudevents-batch+json' }, '[{"sequence":"1"},{"sequence":"3"}]')).status).toBe(200);
    expect((await post(sink.url, { 'content-type': 'text/plain' }, 'no json')).status).toBe(200);
    expect((await post(sink.url, {}, 'x'.repeat(300_000))).status).toBe(413);
    expect((await sink.look()).requests.map(({ sequence }) => sequence)).toEqual([null, '1-3', null]);
    await close(sink.sinkId);
  });

  it('keeps the last hundred requests, and is its owner’s', async () => {
    const sink = await open();
    for (let n = 0; n < 11; n += 1) await Promise.all(Array.from({ length: 10 }, () => post(sink.url)));
    const { received, requests } = await sink.look();
    expect([received, requests.length, requests[0]?.number, requests.at(-1)?.number]).toEqual([110, 100, 110, 11]);
    const other = await enter(hub, feed.admin);
    await feed.admin.send('identity.role.grant', { personId: other.personId, role: 'integrator' });
    expect((await other.get(`/sandbox/sinks/${sink.sinkId}`)).status).toBe(404);
    expect((await other.send('events.sandbox.close', { sinkId: sink.sinkId })).status).toBe(404);
    expect((await other.get<{ data: unknown[] }>('/sandbox/sinks')).body.data).toEqual([]);
    expect(await hub.database.sql('SELECT FROM events_sink WHERE token_hash::text LIKE $1', [`%${sink.url.split('/').at(-1)}%`])).toEqual([]);
    await close(sink.sinkId);
    expect((await post(sink.url)).status).toBe(404);
  });

  it('closes by itself, and there are at most five of one person', async () => {
    const sinks = await Promise.all(Array.from({ length: 5 }, () => open()));
    expect(await feed.admin.send('events.sandbox.open', {})).toMatchObject({ status: 409, body: { code: 'too_many_sinks' } });
    await hub.database.sql(`UPDATE events_sink SET expires_at = now() - interval '1 ms' WHERE id = $1`, [sinks[0]?.sinkId]);
    expect((await post(sinks[0]?.url ?? '')).status).toBe(404);
    for (const { sinkId } of [...sinks.slice(1), await open()]) await close(sinkId);
  });
});

describe('an examination of a receiver', () => {
  let sink: Sink;
  beforeEach(async () => {
    sink = await openSink();
  });
  afterEach(() => sink.close());

  /** Has the receiver of a new subscription examined; `receiver` is made of its secret. */
  async function examine(receiver: (secret: string) => (got: Got) => number, settings: Readonly<Record<string, unknown>> = {}): Promise<Examination & { id: string }> {
    const { id, secret } = await subscribe(hub, feed.admin, sink.url, settings);
    const answer = receiver(secret);
    sink.behave((got, reply) => (got.method === 'OPTIONS' ? willing(got, reply) : void reply.writeHead(answer(got), { 'expected-sequence': '1' }).end()));
    const { status, body } = await feed.admin.send<{ examinationId: string }>('events.sandbox.examine', { subscriptionId: id });
    expect(status).toBe(200);
    let found: Examination | undefined;
    await until(async () => {
      found = (await feed.admin.get<Examination>(`/subscriptions/${id}/examinations/${body.examinationId}`)).body;
      return found.state === 'finished';
    });
    return { ...(found as Examination), id };
  }

  const verifies = (secret: string) => (got: Got): boolean => {
    try {
      new Webhook(secret).verify(got.body, got.headers as Record<string, string>);
      return true;
    } catch {
      return false;
    }
  };
  const good = (secret: string) => (got: Got): number => (verifies(secret)(got) ? 204 : 401);
  /** The reference verifier wants a body to be JSON; of an event without data there is none. */
  const byHand = (secret: string) => (got: Got): number => (signedAtAnyTime(secret, got) && Math.abs(Date.now() / 1_000 - Number(got.headers['webhook-timestamp'])) < 300 ? 204 : 401);
  const failed = ({ checks }: Examination): string[] => checks.filter(({ result }) => result !== 'passed').map(({ name }) => name);

  it.each([
    ['structured events', {}, 12, good], ['batches', { pace: { ordered: true, batch: 10 } }, 13, good], ['binary events', { format: 'binary' }, 12, byHand], ['FHIR notifications', { protocol: 'fhir' }, 6, good],
  ])('finds nothing wrong with one that verifies as the specification says, of %s', async (_, settings, many, receiver) => {
    const found = await examine(receiver, settings);
    expect([failed(found), found.score, found.checks.length]).toEqual([[], 100, many]);
    const { body } = await feed.admin.get<{ data: { type: string; data: object }[] }>(`/streams/subscription:${found.id}/events?after=earliest&limit=100`);
    expect(body.data.at(-1)).toMatchObject({ type: 'events.examination.finished.v1', data: { score: 100, passed: many, failed: 0 } });
  });

  /** The mistakes that receivers make, each with the checks that must find it. */
  it.each<[string, (secret: string) => (got: Got) => number, string[]]>([
    ['takes everything', () => () => 200, ['tampered', 'forged', 'unsigned', 'stale', 'future']],
    ['looks at the first signature alone', (secret) => (got) => (verifies(secret)({ ...got, headers: { ...got.headers, 'webhook-signature': String(got.headers['webhook-signature'] ?? '').split(' ')[0] } }) ? 200 : 401), ['rotated']],
    ['does not look at the time', (secret) => (got) => (signedAtAnyTime(secret, got) ? 200 : 401), ['stale', 'future']],
    ['refuses what it has had already', (secret) => remembering((seen, got) => (!verifies(secret)(got) ? 401 : seen.has(idOf(got)) ? 400 : 200)), ['duplicate']],
    ['knows its types', (secret) => (got) => (!verifies(secret)(got) ? 401 : got.body.includes('unheard_of') ? 422 : 200), ['unknown_type']],
    ['answers a forgery by a fault of its own', (secret) => (got) => (verifies(secret)(got) ? 200 : 500), ['tampered', 'forged', 'unsigned', 'stale', 'future']],
    ['lets no more than 32 kB in', (secret) => (got) => (got.body.length > 32_768 ? 413 : good(secret)(got)), ['big']],
    ['reads bodies as Latin letters', (secret) => (got) => good(secret)({ ...got, body: Buffer.from(got.body, 'utf8').toString('latin1') }), ['non_ascii']],
    ['refuses numbers that come early', (secret) => inOrder((early, got) => (!verifies(secret)(got) ? 401 : early ? 400 : 200)), ['reordered']],
    ['asks for what it lacks', (secret) => inOrder((early, got) => (!verifies(secret)(got) ? 401 : early ? 409 : 200)), []],
  ])('tells one that %s what to mend', async (_, receiver, checks) => {
    const found = await examine(receiver);
    expect(failed(found)).toEqual(checks);
    for (const check of found.checks.filter(({ result }) => result === 'failed')) expect(check.mend?.length).toBeGreaterThan(20);
    expect(found.score).toBe(Math.floor((100 * (found.checks.length - failed(found).length)) / found.checks.length));
  });

  it('asks one that does not answer no further', async () => {
    const { id } = await subscribe(hub, feed.admin, sink.url);
    await sink.close();
    const { body } = await feed.admin.send<{ examinationId: string }>('events.sandbox.examine', { subscriptionId: id });
    await until(async () => (await feed.admin.get<Examination>(`/subscriptions/${id}/examinations/${body.examinationId}`)).body.state === 'finished');
    const found = (await feed.admin.get<Examination>(`/subscriptions/${id}/examinations/${body.examinationId}`)).body;
    expect([found.score, found.checks[0]?.result, new Set(found.checks.slice(1).map(({ result }) => result))]).toEqual([0, 'failed', new Set(['skipped'])]);
    sink = await openSink();
  });

  it('leaves the numbers, the digests and the tries of the subscription as they were', async () => {
    const { id, checks } = await examine(good);
    expect(checks.length).toBeGreaterThan(10);
    expect(await hub.database.sql('SELECT FROM events_attempt WHERE subscription_id = $1', [id])).toEqual([]);
    expect(new Set(sink.posts.map(({ headers }) => headers['hub-subscription'])).has(id)).toBe(false);
    await feed.publish(1);
    await settled(hub, id, 1);
    expect(sink.posts.filter(({ headers }) => headers['hub-subscription'] === id).map(numberOf)).toEqual([1]);
  });

  it('is for the owner of an active subscription, one at a time', async () => {
    const { id } = await subscribe(hub, feed.admin, sink.url);
    const stranger = await enter(hub, feed.admin);
    expect((await stranger.send('events.sandbox.examine', { subscriptionId: id })).status).toBe(404);
    const held: (() => void)[] = [];
    sink.behave((_, reply) => void held.push(() => reply.writeHead(200).end()));
    await feed.admin.send('events.sandbox.examine', { subscriptionId: id });
    expect(await feed.admin.send('events.sandbox.examine', { subscriptionId: id })).toMatchObject({ status: 409, body: { code: 'examination_running' } });
    await until(() => held.length > 0);
    sink.behave(null);
    held.forEach((go) => go());
    await until(async () => (await feed.admin.get<{ data: Examination[] }>(`/subscriptions/${id}/examinations`)).body.data.every(({ state }) => state === 'finished'));
    await feed.admin.send('events.subscription.pause', { subscriptionId: id });
    await inState(hub, id, 'paused');
    expect(await feed.admin.send('events.sandbox.examine', { subscriptionId: id })).toMatchObject({ status: 409, body: { code: 'subscription_state' } });
  });
});

const idOf = ({ headers }: Got): string => String(headers['webhook-id']);
const numberOf = (got: Got): number => Number((JSON.parse(got.body) as { sequence: string }).sequence);

/** A receiver that remembers what it had, by id and by number. */
function remembering(judge: (seen: Set<string>, got: Got) => number): (got: Got) => number {
  const seen = new Set<string>();
  return (got) => {
    const status = judge(seen, got);
    seen.add(idOf(got));
    return status;
  };
}

/** A receiver that knows, of the subscription that the request names, whether a number came before the one before it. */
function inOrder(judge: (early: boolean, got: Got) => number): (got: Got) => number {
  const next = new Map<string, number>();
  return (got) => {
    const of = String(got.headers['hub-subscription']);
    const expected = next.get(of) ?? numberOf(got);
    const status = judge(numberOf(got) > expected, got);
    if (status === 200) next.set(of, Math.max(expected, numberOf(got) + 1));
    return status;
  };
}

function signedAtAnyTime(secret: string, { headers, body }: { headers: IncomingHttpHeaders; body: string }): boolean {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const right = createHmac('sha256', key).update(`${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`).digest();
  return String(headers['webhook-signature'] ?? '').split(' ').some((one) => {
    const given = Buffer.from(one.replace('v1,', ''), 'base64');
    return given.length === right.length && timingSafeEqual(given, right);
  });
}

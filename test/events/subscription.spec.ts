import { createPublicKey, verify } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { catalogue, type Output, type events } from '#contracts';
import { sealedColumns, Sealer } from '#db';
import { newId } from '#kernel';
import { startHub, type TestHub, type Visitor } from '../support/hub.js';
import { claim, enter, type Someone } from '../support/people.js';
import { openSink, willing, type Got, type Sink } from '../support/sink.js';
import { inState, until } from './a-feed.js';

type Facts = Output<typeof events.readSubscription>;
type Made = Output<typeof events.createSubscription>;
interface Told { readonly type: string; readonly data: Record<string, unknown> }

let hub: TestHub;
let administrator: Someone;
let owner: Someone;
let sink: Sink;
/** What nobody here does. */
const nothing = { types: ['corridor.corridor.changed.v1'] };

beforeAll(async () => {
  hub = await startHub({ HUB_WEBHOOK_ALLOW: '127.0.0.1', HUB_PUBLIC_URL: 'https://hub.example.org', HUB_SUBSCRIPTIONS: '25', HUB_RATE_PER_SECOND: '1000', HUB_RATE_BURST: '10000' });
  administrator = await claim(hub);
  owner = await enter(hub, administrator, { roles: ['integrator'] });
});
beforeEach(async () => {
  sink = await openSink();
});
afterEach(() => sink.close());
afterAll(() => hub.close());

const create = (by: Visitor, more: Readonly<Record<string, unknown>> = {}, id?: string) => by.send<Made & { code?: string }>('events.subscription.create', { name: 'Hospital system', url: sink.url, filter: nothing, ...more }, id);
const facts = async (id: string, by: Visitor = owner): Promise<Facts> => (await by.get<Facts>(`/subscriptions/${id}`)).body;
const does = (verb: string, id: string, more: object = {}, by: Visitor = owner) => by.send<Record<string, unknown>>(`events.subscription.${verb}`, { subscriptionId: id, ...more });
const told = async (id: string): Promise<Told[]> => (await owner.get<{ data: Told[] }>(`/streams/subscription:${id}/events?after=earliest&limit=1000`)).body.data;

/** A subscription whose endpoint has agreed. */
async function active(more: Readonly<Record<string, unknown>> = {}): Promise<Made> {
  const { body } = await create(owner, more);
  await inState(hub, body.subscriptionId, 'active');
  return body;
}

/** The request of a test event. */
async function tested(id: string): Promise<Got> {
  const before = sink.posts.length;
  expect((await does('test', id)).status).toBe(200);
  await sink.until(() => sink.posts.length > before);
  return sink.posts[before] as Got;
}

/** The same, once it is signed by so many secrets: a sender that is at work goes on with what it read when it began. */
async function signedBy(count: number, id: string): Promise<Got> {
  const sent = await tested(id);
  return String(sent.headers['webhook-signature']).split(' ').length === count ? sent : signedBy(count, id);
}

describe('the consent of an endpoint', () => {
  it('is asked for at the exact URL before the first event, and the answer is shown', async () => {
    sink.behave((got, reply) => (got.method === 'OPTIONS' ? reply.writeHead(200, { 'webhook-allowed-origin': 'hub.example.org', 'webhook-allowed-rate': '120' }).end() : willing(got, reply)));
    const { subscriptionId } = await active({ url: `${sink.url}/a%20b?key=1&key=2`, filter: {} });
    expect(sink.got[0]).toMatchObject({ method: 'OPTIONS', path: '/hooks/a%20b?key=1&key=2', headers: { 'webhook-request-origin': 'hub.example.org', 'webhook-request-rate': '60000' } });
    const { state, handshake } = await facts(subscriptionId);
    expect([state, handshake]).toEqual(['active', { asked: 1, askedAt: expect.any(String) as string, agreedAt: expect.any(String) as string, nextAt: null, refusal: null, allowedRate: 120 }]);
    await sink.until(() => sink.posts.length > 0);
    expect(sink.got.filter(({ method }) => method === 'OPTIONS')).toHaveLength(1);
    expect((await told(subscriptionId)).map(({ type }) => type).slice(0, 3)).toEqual(['events.subscription.created.v1', 'events.subscription.handshake_begun.v1', 'events.subscription.moved.v1']);
  });

  it.each<[string, number, Record<string, string>, string]>([
    ['answers 404', 404, {}, 'it answered 404 to OPTIONS'],
    ['answers 200 as any page would', 200, {}, 'its answer to OPTIONS has no header WebHook-Allowed-Origin'],
    ['allows another origin', 200, { 'webhook-allowed-origin': 'other.example.org' }, 'its header WebHook-Allowed-Origin does not name hub.example.org or *'],
    ['redirects', 307, { location: '/', 'webhook-allowed-origin': '*' }, 'it answered 307 to OPTIONS'],
  ])('is not given by one that %s: the reason is shown, nothing is sent, and it may be asked again', async (_, status, headers, refusal) => {
    sink.behave((_got, reply) => reply.writeHead(status, headers).end());
    const { subscriptionId } = (await create(owner, { filter: {}, start: 'earliest' })).body;
    await until(async () => (await facts(subscriptionId)).handshake.asked > 0);
    expect(await facts(subscriptionId)).toMatchObject({ state: 'requested', handshake: { agreedAt: null, refusal, nextAt: expect.any(String) as string } });
    expect((await told(subscriptionId)).find(({ type }) => type === 'events.subscription.handshake_failed.v1')?.data).toMatchObject({ subscriptionId, refusal });
    expect((await does('test', subscriptionId)).body).toMatchObject({ code: 'subscription_state', status: 409 });
    expect(sink.posts).toEqual([]);
    sink.behave(null);
    expect((await does('activate', subscriptionId)).body).toEqual({ state: 'requested' });
    await inState(hub, subscriptionId, 'active');
    await sink.until(() => sink.posts.length > 0);
  });

  it('is asked for again a few times, and then no more until its owner wants it', async () => {
    sink.behave((_, reply) => reply.writeHead(500).end());
    const { subscriptionId } = (await create(owner)).body;
    const asked = async (times: number): Promise<void> => {
      await until(async () => (await facts(subscriptionId)).handshake.asked >= times);
      await hub.database.sql(`UPDATE events_subscription SET ask_at = now() - interval '1 ms' WHERE id = $1 AND ask_at IS NOT NULL`, [subscriptionId]);
    };
    for (const times of [1, 2, 3, 4]) await asked(times);
    expect((await facts(subscriptionId)).handshake).toMatchObject({ asked: 4, nextAt: null, refusal: 'it answered 500 to OPTIONS' });
    expect(sink.got).toHaveLength(4);
  });

  it('is not asked for before the endpoint wants to be', async () => {
    sink.behave((_, reply) => reply.writeHead(503, { 'retry-after': '7200' }).end());
    const { subscriptionId } = (await create(owner)).body;
    await until(async () => (await facts(subscriptionId)).handshake.asked === 1);
    const { askedAt, nextAt } = (await facts(subscriptionId)).handshake;
    expect(Date.parse(nextAt ?? '') - Date.parse(askedAt ?? '')).toBe(7_200_000);
  });

  it('is asked for anew when the URL is another, at once or when it is resumed', async () => {
    const { subscriptionId } = await active();
    expect((await does('change', subscriptionId, { name: 'Renamed', url: sink.url })).body).toEqual({ subscriptionId, state: 'active' });
    expect((await does('change', subscriptionId, { url: `${sink.url}/second` })).body).toEqual({ subscriptionId, state: 'requested' });
    await inState(hub, subscriptionId, 'active');
    await does('pause', subscriptionId);
    expect((await does('change', subscriptionId, { url: `${sink.url}/third` })).body).toEqual({ subscriptionId, state: 'paused' });
    expect(sink.got.map(({ path }) => path)).toEqual(['/hooks', '/hooks/second']);
    expect((await does('resume', subscriptionId)).body).toEqual({ state: 'requested' });
    await inState(hub, subscriptionId, 'active');
    expect(sink.got.map(({ path }) => path)).toEqual(['/hooks', '/hooks/second', '/hooks/third']);
  });
});

describe('a subscription', () => {
  it('is paused, resumed and ended, tells of it, and ends for good', async () => {
    const { subscriptionId } = await active();
    expect((await does('pause', subscriptionId)).body).toEqual({ state: 'paused' });
    expect((await does('pause', subscriptionId)).body).toMatchObject({ code: 'subscription_state', details: { state: 'paused', needs: ['active'] } });
    expect((await does('resume', subscriptionId)).body).toEqual({ state: 'active' });
    expect((await does('end', subscriptionId)).body).toEqual({ state: 'ended' });
    for (const verb of ['activate', 'pause', 'resume', 'end', 'test', 'rotate_secret']) expect((await does(verb, subscriptionId)).body).toMatchObject({ code: 'subscription_state' });
    expect((await does('change', subscriptionId, { name: 'Other' })).body).toMatchObject({ code: 'subscription_state' });
    expect((await told(subscriptionId)).filter(({ type }) => type === 'events.subscription.moved.v1').map(({ data }) => data['to'])).toEqual(['active', 'paused', 'active', 'ended']);
    expect(await hub.database.sql('SELECT FROM events_secret WHERE subscription_id = $1', [subscriptionId])).toEqual([]);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['a private address', { url: 'https://10.0.0.1/' }, '/url'], ['a private address in another spelling', { url: 'https://0xa000001/' }, '/url'], ['plain http', { url: 'http://example.org/' }, '/url'],
    ['a user name in the URL', { url: 'https://me@example.org/' }, '/url'], ['another port', { url: 'https://example.org:8443/' }, '/url'], ['no URL', { url: 'nowhere' }, '/url'],
    ['a filter that is none', { filter: { types: ['NO'] } }, '/filter/types/0'], ['types that no event has', { filter: { types: ['council.*', 'council.poll.opened.v9'] } }, '/filter/types/1'], ['a beginning that no event has', { filter: { types: ['councils.*'] } }, '/filter/types/0'], ['a dialect that is none', { filter: { filters: [{ exact: {} }] } }, '/filter/filters/0'],
    ['batches without order', { pace: { batch: 2 } }, '/pace/batch'], ['binary batches', { format: 'binary', pace: { ordered: true, batch: 2 } }, '/format'],
    ['a start that is none', { start: 'yesterday' }, '/start'], ['a field that is none', { secret: 'x' }, '/secret'], ['a protocol that is another', { protocol: 'mail' }, '/protocol'], ['no name', { name: ' ' }, '/name'],
  ])('with %s is refused, and the field is named', async (_, more, pointer) => {
    const { status, body } = await owner.send<{ code: string; details: { issues: { pointer: string }[] } }>('events.subscription.create', { name: 'x', url: sink.url, ...more });
    expect([status, body.code]).toEqual([400, 'invalid_input']);
    expect(body.details.issues.map((issue) => issue.pointer).some((at) => at.startsWith(pointer))).toBe(true);
  });

  it('begins at a position of the feed that was reached, and at no other', async () => {
    const { progress } = await facts((await active()).subscriptionId);
    const [epoch, number] = progress.feedPosition.split('.');
    expect((await create(owner, { start: `${epoch}.0` })).status).toBe(200);
    expect((await create(owner, { start: `${epoch}.${Number(number) + 1_000_000}` })).body).toMatchObject({ code: 'invalid_input', details: { issues: [{ pointer: '/start' }] } });
    expect((await create(owner, { start: 'another.7' })).body).toMatchObject({ code: 'position_gone', status: 410 });
  });

  it('is one of a bounded number, however many are asked for at once, and one that was ended makes room', async () => {
    const many = await enter(hub, administrator, { roles: ['integrator'] });
    const answers = await Promise.all(Array.from({ length: 28 }, () => create(many)));
    const made = answers.filter(({ status }) => status === 200);
    expect([made.length, new Set(answers.filter(({ status }) => status !== 200).map(({ body }) => body.code))]).toEqual([25, new Set(['too_many_of_owner'])]);
    await does('end', made[0]?.body.subscriptionId ?? '', {}, many);
    expect((await create(many)).status).toBe(200);
  });
});

describe('whose it is', () => {
  it('is asked of integrators and administrators alone', async () => {
    const stranger = await enter(hub, administrator);
    expect((await create(stranger)).body).toMatchObject({ code: 'forbidden', status: 403 });
    expect((await create(administrator)).status).toBe(200);
    const { key } = (await owner.send<{ key: string }>('identity.key.create', { name: 'program', scopes: ['events:read'] })).body;
    expect((await create(hub.as(key))).body).toMatchObject({ code: 'forbidden' });
    expect((await hub.as(key).get('/subscriptions')).status).toBe(200);
  });

  it('decides: to everybody else it is not there, on every route', async () => {
    const { subscriptionId } = await active();
    const other = await enter(hub, administrator, { roles: ['integrator', 'coordinator'] });
    const input: Record<string, unknown> = { subscriptionId, sequence: 1, since: '2026-01-01T00:00:00Z', day: '2026-11-22' };
    const fieldsOf = (schema: unknown): string[] => Object.keys((schema as { shape?: object }).shape ?? {});
    const routes = [
      ...catalogue.commands().filter((one) => fieldsOf(one.input).includes('subscriptionId')).map((one) => [one.name, () => other.send(one.name, Object.fromEntries(Object.entries(input).filter(([field]) => fieldsOf(one.input).includes(field))))] as const),
      ...catalogue.queries().filter((one) => one.path.startsWith('/subscriptions/')).map((one) => [one.name, () => other.get(one.path.replaceAll(/\{(\w+)\}/g, (_, field: string) => String(input[field] ?? newId())))] as const),
      ['the stream', () => other.get(`/streams/subscription:${subscriptionId}/events`)] as const,
    ];
    expect(routes.length).toBeGreaterThanOrEqual(15);
    const answers = await Promise.all(routes.map(async ([name, ask]) => [name, (await ask()).status] as const));
    expect(answers.filter(([, status]) => status !== 404)).toEqual([]);
    expect((await other.get<{ data: unknown[] }>('/subscriptions')).body.data).toEqual([]);
    expect((await other.get('/subscriptions?of=all')).body).toMatchObject({ code: 'forbidden' });
  });

  it('shows an administrator all, to look at and to stop, and not what was said', async () => {
    sink.behave((got, reply) => (got.method === 'OPTIONS' ? willing(got, reply) : reply.writeHead(200).end('Thank you')));
    const { subscriptionId } = await active();
    await tested(subscriptionId);
    const log = `/subscriptions/${subscriptionId}/deliveries`;
    await until(async () => (await owner.get<{ data: unknown[] }>(`${log}?state=delivered`)).body.data.length === 1);
    expect((await administrator.get<{ data: { id: string }[] }>('/subscriptions?of=all&limit=250')).body.data.map(({ id }) => id)).toContain(subscriptionId);
    expect((await administrator.get(log)).body).toMatchObject({ data: [{ subscriptionId, sequence: 1, type: 'events.subscription.tested.v1', state: 'delivered', attempts: 1, dueAt: null }], done: true });
    const whole = (await owner.get<{ tries: unknown[] }>(`${log}/1`)).body;
    expect(whole.tries).toEqual([expect.objectContaining({ number: 1, outcome: 'delivered', status: 200, request: { headers: expect.objectContaining({ 'webhook-id': expect.any(String) as string }) as object }, response: { headers: expect.any(Object) as object, body: 'Thank you' } })]);
    expect((await administrator.get(`${log}/1`)).body).toMatchObject({ tries: [{ outcome: 'delivered', status: 200, request: null, response: null }] });
    expect((await owner.get(`${log}/2`)).body).toMatchObject({ code: 'delivery_unknown', status: 404 });
    for (const verb of ['test', 'rotate_secret', 'activate', 'resume']) expect((await does(verb, subscriptionId, {}, administrator)).body).toMatchObject({ code: 'forbidden' });
    expect((await does('pause', subscriptionId, {}, administrator)).body).toEqual({ state: 'paused' });
    expect((await does('end', subscriptionId, {}, administrator)).body).toEqual({ state: 'ended' });
  });

  it('lists deliveries by state, time and page, and the dead ones of all subscriptions', async () => {
    const { subscriptionId } = await active();
    for (let n = 0; n < 3; n += 1) await tested(subscriptionId);
    const ask = async (search: string): Promise<number[]> => (await owner.get<{ data: { sequence: number }[] }>(`/subscriptions/${subscriptionId}/deliveries?${search}`)).body.data.map(({ sequence }) => sequence);
    await until(async () => (await ask('state=delivered')).length === 3);
    const { iterator } = (await owner.get<{ iterator: string }>(`/subscriptions/${subscriptionId}/deliveries?limit=2`)).body;
    expect([await ask('limit=2'), await ask(`limit=2&iterator=${iterator}`), await ask('state=dead'), await ask('since=2100-01-01T00:00:00Z'), await ask('until=2100-01-01T00:00:00Z')]).toEqual([[3, 2], [1], [], [], [3, 2, 1]]);
    await hub.database.sql(`UPDATE events_delivery SET state = 'dead' WHERE subscription_id = $1 AND sequence < 3`, [subscriptionId]);
    const dead = (await owner.get<{ data: { subscriptionId: string; sequence: number }[]; iterator: string }>('/dead-letters?limit=1')).body;
    expect(dead.data).toEqual([expect.objectContaining({ subscriptionId, sequence: 2, state: 'dead' })]);
    expect((await owner.get<{ data: { sequence: number }[] }>(`/dead-letters?limit=1&iterator=${dead.iterator}`)).body.data[0]?.sequence).toBe(1);
    expect((await administrator.get<{ data: unknown[] }>('/dead-letters')).body.data).toEqual([]);
    expect((await facts(subscriptionId)).progress).toMatchObject({ sequence: 3, dead: 2, waiting: 0 });
  });
});

describe('a secret', () => {
  it('is shown once, signs what is sent, and stands nowhere in the open', async () => {
    const first = await create(owner, {}, 'subscribe-once');
    const { subscriptionId, secret } = first.body;
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect((await create(owner, {}, 'subscribe-once')).body).toMatchObject({ code: 'already_answered' });
    await inState(hub, subscriptionId, 'active');
    const { body, headers } = await tested(subscriptionId);
    expect(new Webhook(secret ?? '').verify(body, headers as Record<string, string>)).toMatchObject({ type: 'events.subscription.tested.v1', data: { subscriptionId } });
    const tables = await hub.database.sql<{ name: string }>(`SELECT tablename AS name FROM pg_tables WHERE schemaname IN ('public', 'bullmq')`);
    const rows = (await Promise.all(tables.map(({ name }) => hub.database.sql(`SELECT t::text FROM ${name.startsWith('bullmq') ? 'bullmq.' : ''}"${name}" t`).catch(() => [])))).flat();
    const everything = [JSON.stringify(rows), hub.journal.join(), JSON.stringify(await facts(subscriptionId)), JSON.stringify((await owner.get('/subscriptions')).body)].join();
    const plain = Buffer.from((secret ?? '').slice(6), 'base64');
    for (const form of [plain.toString('base64').slice(0, 40), plain.toString('base64url').slice(0, 40), plain.toString('hex')]) expect(everything).not.toContain(form);
    expect(rows.length).toBeGreaterThan(100);
  });

  it('opens in its own row alone, and only unchanged', async () => {
    const [one, two] = [await active(), await active()];
    const [column] = sealedColumns().filter(({ table }) => table === 'events_secret');
    const sealed = async ({ subscriptionId }: Made) => (await hub.database.sql<{ id: string; sealed: Buffer }>('SELECT id, sealed FROM events_secret WHERE subscription_id = $1', [subscriptionId]))[0];
    const [a, b] = [await sealed(one), await sealed(two)];
    if (a === undefined || b === undefined || column === undefined) throw new Error('there is nothing sealed');
    const sealer = hub.app.get(Sealer, { strict: false });
    expect(`whsec_${sealer.open(column, a.id, a.sealed).toString('base64')}`).toBe(one.secret);
    expect(() => sealer.open(column, a.id, b.sealed)).toThrow('moved there from another row');
    expect(() => sealer.open({ ...column, column: 'public_key' }, a.id, a.sealed)).toThrow('moved there from another row');
    for (let at = 5; at < a.sealed.length; at += 7) expect(() => sealer.open(column, a.id, Buffer.from(a.sealed.map((byte, n) => (n === at ? byte ^ 1 : byte))))).toThrow('was changed');
    expect(() => sealer.open(column, a.id, Buffer.from(a.sealed.map((byte, n) => (n === 2 ? byte ^ 1 : byte))))).toThrow('which this hub does not have');
    // Swapped by somebody who can write to the database: nothing goes out under the other's name. A sender that is at work goes on
    // with what it read when it began.
    await hub.database.sql('UPDATE events_secret SET sealed = $2 WHERE id = $1', [a.id, b.sealed]);
    await until(async () => {
      expect((await does('test', one.subscriptionId)).status).toBe(200);
      return hub.journal.some((line) => line.includes('moved there from another row'));
    });
    for (const { body, headers } of sink.posts) expect(() => new Webhook(one.secret ?? '').verify(body, headers as Record<string, string>)).not.toThrow();
    await does('end', one.subscriptionId);
  });

  it('that is rotated signs beside the new one for a day; of many the oldest goes', async () => {
    const { subscriptionId, secret } = await active();
    const { body } = await owner.send<{ secret: string; previousUntil: string }>('events.subscription.rotate_secret', { subscriptionId });
    const sent = await signedBy(2, subscriptionId);
    for (const key of [secret, body.secret]) expect(() => new Webhook(key ?? '').verify(sent.body, sent.headers as Record<string, string>)).not.toThrow();
    const hours = (Date.parse(body.previousUntil) - Date.now()) / 3_600_000;
    expect([hours > 23.5, hours <= 24]).toEqual([true, true]);
    for (let n = 0; n < 4; n += 1) expect((await does('rotate_secret', subscriptionId)).status).toBe(200);
    const { signatures } = await facts(subscriptionId);
    expect([signatures.length, signatures[0]?.expiresAt, signatures.slice(1).every(({ expiresAt }) => expiresAt !== null)]).toEqual([4, null, true]);
    const newest = await signedBy(4, subscriptionId);
    expect(() => new Webhook(secret ?? '').verify(newest.body, newest.headers as Record<string, string>)).toThrow('No matching signature');
    await hub.database.sql(`UPDATE events_secret SET expires_at = now() - interval '1 ms' WHERE subscription_id = $1 AND expires_at IS NOT NULL`, [subscriptionId]);
    await until(async () => (await hub.database.sql('SELECT FROM events_secret WHERE subscription_id = $1', [subscriptionId])).length === 1);
  });

  it('may be a key pair, whose public half is read at its URL and verifies what is sent', async () => {
    const { subscriptionId, secret, publicKey } = await active({ signature: 'v1a' });
    expect([secret, publicKey]).toEqual([null, expect.stringMatching(/^whpk_[A-Za-z0-9+/]{43}=$/)]);
    const { keys } = (await owner.get<{ keys: { publicKey: string }[] }>(`/subscriptions/${subscriptionId}/keys`)).body;
    expect(keys.map((one) => one.publicKey)).toEqual([publicKey]);
    const { body, headers } = await tested(subscriptionId);
    const x = Buffer.from((publicKey ?? '').slice(5), 'base64').toString('base64url');
    const signature = Buffer.from(String(headers['webhook-signature']).slice('v1a,'.length), 'base64');
    const signed = Buffer.from(`${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`);
    expect(verify(null, signed, createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' }), signature)).toBe(true);
    expect((await does('rotate_secret', subscriptionId, { signature: 'v1' })).body).toMatchObject({ secret: expect.stringMatching(/^whsec_/) as string, publicKey: null });
  });
});

it('knows nothing of a subscription that is not there', async () => {
  expect((await does('test', newId())).body).toMatchObject({ code: 'not_found', status: 404 });
});

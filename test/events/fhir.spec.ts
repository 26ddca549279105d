import { Webhook } from 'standardwebhooks';
import ts from 'typescript';
import { Heartbeats } from '#events';
import { toldOf } from '../notifications/inbox-of.js';
import { startHub, type TestHub } from '../support/hub.js';
import { enter } from '../support/people.js';
import { openSink, type Got, type Sink } from '../support/sink.js';
import { aFeed, inState, settled, subscribe, until, type Feed } from './a-feed.js';

interface Status { readonly type: string; readonly status: string; readonly eventsSinceSubscriptionStart: string; readonly subscription: { readonly reference: string }; readonly topic?: string; readonly notificationEvent?: readonly { readonly eventNumber: string; readonly timestamp?: string; readonly focus?: { readonly reference: string } }[] }
interface Entry { readonly fullUrl: string; readonly resource?: { readonly extension: readonly [{ readonly valueString: string }] }; readonly request?: object }
interface Bundle { readonly resourceType: string; readonly type: string; readonly total?: number; readonly entry: readonly [{ readonly resource: Status }, ...Entry[]] }
interface Outcome { readonly resourceType: string; readonly issue: readonly { readonly code: string; readonly details: { readonly text: string }; readonly diagnostics: string }[] }

let hub: TestHub;
let feed: Feed;
let sink: Sink;
beforeAll(async () => {
  hub = await startHub({ HUB_WEBHOOK_ALLOW: '127.0.0.1', HUB_RATE_PER_SECOND: '1000', HUB_RATE_BURST: '10000' });
  feed = await aFeed(hub);
});
beforeEach(async () => {
  sink = await openSink();
});
afterEach(() => sink.close());
afterAll(() => hub.close());

const read = (got: Got): Bundle => JSON.parse(got.body) as Bundle;
const statusOf = (bundle: Bundle): Status => bundle.entry[0].resource;
const numbersOf = (bundle: Bundle): number[] => (statusOf(bundle).notificationEvent ?? []).map(({ eventNumber }) => Number(eventNumber));
const ofType = (type: string): Bundle[] => sink.posts.map(read).filter((bundle) => statusOf(bundle).type === type);
const upTo = (many: number): number[] => Array.from({ length: many }, (_, n) => n + 1);
const subscribeFhir = (settings: Readonly<Record<string, unknown>> = {}): Promise<{ id: string; secret: string }> => subscribe(hub, feed.admin, sink.url, { protocol: 'fhir', payload: 'id', ...settings });
const fhir = <T = Bundle>(path: string): Promise<{ status: number; headers: Headers; body: T }> => feed.admin.get<T>(`/fhir/${path}`);

/** What the types of FHIR R5 have against a resource, as it came over the wire. */
function objections(resources: readonly unknown[]): string[] {
  const file = 'wire.ts';
  const types = (resources as { resourceType: string }[]).map(({ resourceType }) => (resourceType === 'Bundle' ? 'fhir.Bundle<fhir.FhirResource>' : `fhir.${resourceType}`));
  const source = [`import type * as fhir from 'fhir/r5';`, ...resources.map((resource, n) => `export const r${n}: ${types[n]} = ${JSON.stringify(resource)};`)].join('\n');
  const options: ts.CompilerOptions = { strict: true, noEmit: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, types: [], lib: ['lib.es5.d.ts'], skipLibCheck: true };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.getSourceFile = (name, ...rest) => (name === file ? ts.createSourceFile(name, source, ts.ScriptTarget.ES2022) : getSourceFile(name, ...rest));
  host.fileExists = (name) => name === file || fileExists(name);
  const program = ts.createProgram([file], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

describe('a FHIR subscription', () => {
  it('is active once its endpoint took the handshake, and is told of every event under its number, signed', async () => {
    const { id, secret } = await subscribeFhir();
    expect(sink.got.map(({ method }) => method)).toEqual(['POST']);
    const [handshake] = sink.posts.map(read);
    expect(handshake).toMatchObject({ resourceType: 'Bundle', type: 'subscription-notification', entry: [{ resource: { resourceType: 'SubscriptionStatus', type: 'handshake', status: 'requested', eventsSinceSubscriptionStart: '0' } }] });
    await feed.publish(12);
    await settled(hub, id, 12);
    const events = ofType('event-notification');
    expect(events.flatMap(numbersOf).sort((a, b) => a - b)).toEqual(upTo(12));
    for (const got of sink.posts) {
      expect(got.headers['content-type']).toBe('application/fhir+json; charset=utf-8');
      expect(() => new Webhook(secret).verify(got.body, got.headers as Record<string, string>)).not.toThrow();
      expect(statusOf(read(got)).subscription.reference).toBe(`Subscription/${id}`);
    }
    expect(events.map((bundle) => statusOf(bundle)).every(({ status, topic }) => status === 'active' && topic === 'urn:corridor-hub:topic:alliance.institution.changed.v1')).toBe(true);
  });

  it.each([
    ['empty', 'empty', { focus: false, resource: false }],
    ['id', 'id-only', { focus: true, resource: false }],
    ['full', 'full-resource', { focus: true, resource: true }],
  ])('with the payload %s shows as much as FHIR calls %s', async (payload, content, shows) => {
    const { id } = await subscribeFhir({ payload });
    await feed.publish(1);
    await settled(hub, id, 1);
    const [bundle] = ofType('event-notification') as [Bundle];
    const [told] = statusOf(bundle).notificationEvent ?? [];
    expect({ focus: told?.focus !== undefined, resource: (bundle.entry[1] as Entry | undefined)?.resource !== undefined }).toEqual(shows);
    // Where nothing but the event's being is told, neither its type nor its stream is.
    expect(/institution|org:/.test(JSON.stringify(bundle))).toBe(shows.focus);
    const { body } = await fhir<Record<string, unknown>>(`Subscription/${id}`);
    expect(body).toMatchObject({ resourceType: 'Subscription', id, status: 'active', content, endpoint: sink.url, channelType: { code: 'rest-hook' }, topic: 'urn:corridor-hub:topic:alliance.institution.changed.v1' });
  });

  it('refers to events that their reader may read', async () => {
    const { id } = await subscribeFhir();
    await feed.publish(1);
    await settled(hub, id, 1);
    const [told] = statusOf(ofType('event-notification')[0] as Bundle).notificationEvent ?? [];
    const reference = told?.focus?.reference ?? '';
    expect(reference).toMatch(/^Basic\//);
    expect((await fhir(reference)).body).toMatchObject({ resourceType: 'Basic', code: { coding: [{ code: 'alliance.institution.changed.v1' }] } });
    expect((await (await enter(hub, feed.admin)).get(`/fhir/${reference}`)).status).toBe(404);
  });

  it('is told of several events in one notification where it has batches', async () => {
    const { id } = await subscribeFhir({ pace: { ordered: true, batch: 5 } });
    sink.behave((_, reply) => reply.writeHead(503).end());
    await feed.publish(7);
    await until(async () => (await hub.database.sql('SELECT FROM events_attempt WHERE subscription_id = $1', [id])).length > 0);
    sink.behave(null);
    await hub.database.sql(`UPDATE events_delivery SET due_at = now() - interval '1 ms' WHERE subscription_id = $1`, [id]);
    await settled(hub, id, 7);
    const told = ofType('event-notification').map((bundle) => ({ numbers: numbersOf(bundle), since: Number(statusOf(bundle).eventsSinceSubscriptionStart) }));
    expect(told.every(({ numbers, since }) => since === numbers.at(-1))).toBe(true);
    expect(Math.max(...told.map(({ numbers }) => numbers.length))).toBeGreaterThan(1);
  });

  it('that lacks numbers catches up by $events, page by page, and loses nothing', async () => {
    const { id } = await subscribeFhir({ payload: 'full' });
    // It takes requests and answers none: neither has it got anything, nor is it known to fail.
    sink.behave(() => undefined);
    await feed.publish(9);
    await until(async () => (await fhir(`Subscription/${id}/$status`)).body.entry[0].resource.eventsSinceSubscriptionStart === '9');
    const { body: first } = await fhir(`Subscription/${id}/$events?eventsUntilNumber=4`);
    const { body: rest } = await fhir(`Subscription/${id}/$events?eventsSinceNumber=5`);
    expect([...numbersOf(first), ...numbersOf(rest)]).toEqual(upTo(9));
    const names = [...first.entry.slice(1), ...rest.entry.slice(1)].map((entry) => JSON.parse((entry as Entry).resource?.extension[0].valueString ?? '{}') as { name: string });
    expect(names.map(({ name }) => name)).toEqual(upTo(9).map((n) => `event ${n}`));
    expect(statusOf(rest)).toMatchObject({ type: 'query-event', status: 'active', eventsSinceSubscriptionStart: '9' });
    expect((await fhir(`Subscription/${id}/$events?content=empty`)).body.entry).toHaveLength(1);
    // Nothing after the newest one: how far it has come, and no event.
    expect(statusOf((await fhir(`Subscription/${id}/$events?eventsSinceNumber=10`)).body)).toMatchObject({ type: 'query-status', eventsSinceSubscriptionStart: '9' });
  });

  it('shows by $events nothing that its owner may read no more', async () => {
    const owner = await enter(hub, feed.admin);
    await feed.admin.send('identity.role.grant', { personId: owner.personId, role: 'integrator' });
    const { id } = await subscribe(hub, owner, sink.url, { protocol: 'fhir', payload: 'full' });
    await feed.publish(1);
    await settled(hub, id, 1);
    // Its numbers are given by nobody else from here on.
    await owner.send('events.subscription.end', { subscriptionId: id });
    // The next number is an event of somebody else's stream, as it would be after a right has ended.
    await hub.database.sql(
      `INSERT INTO events_delivery (subscription_id, sequence, event_id, type, stream, "offset", position, payload, digest, due_at, created_at, epoch, state)
       SELECT $1, 2, e.id, e.type, s.name, e."offset", 2, 'full', '\\x00', now(), now(), 'abcdef', 'delivered' FROM log_event e JOIN log_stream s ON s.id = e.stream_id WHERE s.name = $2 LIMIT 1`,
      [id, `person:${feed.admin.personId}`],
    );
    const { body } = await owner.get<Bundle>(`/fhir/Subscription/${id}/$events?eventsSinceNumber=1&eventsUntilNumber=2`);
    expect(numbersOf(body)).toEqual([1, 2]);
    expect(body.entry).toHaveLength(2);
    expect(statusOf(body).notificationEvent?.map(({ focus }) => focus !== undefined)).toEqual([true, false]);
  });

  it('in error is active again only when its owner asks', async () => {
    sink.behave((_, reply) => reply.writeHead(410).end());
    const { body } = await feed.admin.send<{ subscriptionId: string }>('events.subscription.create', { name: 'FHIR server', url: sink.url, protocol: 'fhir', heartbeat: 60 });
    const id = body.subscriptionId;
    await until(async () => (await hub.database.sql('SELECT FROM events_subscription WHERE id = $1 AND refusal IS NOT NULL', [id])).length > 0);
    // As after its last try: an answer that is still on its way counts no more.
    await hub.database.sql('UPDATE events_subscription SET ask_at = NULL WHERE id = $1', [id]);
    await until(async () => (await fhir<{ status: string }>(`Subscription/${id}`)).body.status === 'error');
    sink.behave(null);
    expect((await feed.admin.send('events.subscription.activate', { subscriptionId: id })).status).toBe(200);
    await inState(hub, id, 'active');
    expect((await fhir<object>(`Subscription/${id}`)).body).toMatchObject({ status: 'active', heartbeatPeriod: 60 });
    sink.behave((_, reply) => reply.writeHead(410).end());
    await feed.admin.send('events.subscription.test', { subscriptionId: id });
    await inState(hub, id, 'disabled');
    expect((await fhir<object>(`Subscription/${id}`)).body).toMatchObject({ status: 'error', reason: 'gone' });
  });
});

describe('a heartbeat', () => {
  it('is sent when a period has passed without an event, once a period, with the number that the receiver should have', async () => {
    const beats = hub.app.get(Heartbeats, { strict: false });
    const { id } = await subscribeFhir({ heartbeat: 600 });
    const { id: silent } = await subscribeFhir();
    await feed.publish(3);
    await settled(hub, id, 3);
    await settled(hub, silent, 3);
    const after = (seconds: number): Promise<void> => beats.beat(new Date(Date.now() + seconds * 1_000));
    await after(300);
    expect(ofType('heartbeat')).toEqual([]);
    await after(900);
    await after(900);
    expect(ofType('heartbeat').map(statusOf)).toEqual([expect.objectContaining({ status: 'active', eventsSinceSubscriptionStart: '3', subscription: { reference: `Subscription/${id}` } })]);
    expect(ofType('heartbeat').map(numbersOf)).toEqual([[]]);
    await after(1_600);
    expect(ofType('heartbeat')).toHaveLength(2);
  });
});

describe('a heartbeat that fails', () => {
  const HOUR = 3_600;
  const beat = (seconds: number): Promise<void> => hub.app.get(Heartbeats, { strict: false }).beat(new Date(Date.now() + seconds * 1_000));
  const down: Parameters<Sink['behave']>[0] = (_, reply) => reply.writeHead(503).end();
  const progress = async (id: string): Promise<object | undefined> => (await hub.database.sql<object>('SELECT failures, failing_since IS NULL AS well FROM events_progress WHERE subscription_id = $1', [id]))[0];
  const told = async (id: string): Promise<string[]> => (await feed.admin.get<{ data: { type: string; data: { reason?: string; failures?: number } }[] }>(`/streams/subscription:${id}/events?after=earliest&limit=100`)).body.data
    .filter(({ type }) => /failing|moved/.test(type)).slice(1).map(({ type, data }) => `${type} ${data.failures ?? data.reason ?? ''}`);

  it('counts as a delivery that fails, comes by the schedule of tries, and is an error for FHIR until one is taken', async () => {
    const { id } = await subscribeFhir({ heartbeat: 600 });
    sink.behave(down);
    const status = async (): Promise<Status & { readonly error?: object }> => statusOf((await fhir(`Subscription/${id}/$status`)).body);
    // After the third failure the schedule has half an hour: more than the period.
    for (const at of [700, 1_400, 2_100, 2_800]) await beat(at);
    expect(ofType('heartbeat')).toHaveLength(3);
    expect([await progress(id), (await status()).status, (await status()).error]).toEqual([{ failures: 3, well: false }, 'active', [{ text: expect.stringContaining('last 3 requests') as string }]]);
    await beat(2_100 + HOUR / 2 + 60);
    expect([await progress(id), (await status()).status, await told(id)]).toEqual([{ failures: 4, well: false }, 'error', ['events.subscription.failing.v1 4']]);
    expect((await fhir<object>(`Subscription/${id}`)).body).toMatchObject({ status: 'error' });
    sink.behave(null);
    await beat(4 * HOUR);
    expect([await progress(id), await status()]).toEqual([{ failures: 0, well: true }, expect.objectContaining({ status: 'active' })]);
    expect(await status()).not.toHaveProperty('error');
  });

  it('and nothing else for 120 hours disables the subscription, with notice', async () => {
    const { id } = await subscribeFhir({ heartbeat: 600 });
    sink.behave(down);
    for (const at of [HOUR, 2 * HOUR, 3 * HOUR, 4 * HOUR, 120 * HOUR]) await beat(at);
    expect(await told(id)).toEqual(['events.subscription.failing.v1 4']);
    await beat(140 * HOUR);
    expect(await told(id)).toEqual(['events.subscription.failing.v1 4', 'events.subscription.moved.v1 failing']);
    await until(async () => (await toldOf(feed.admin, 'events.subscription_disabled')).some(({ facts }) => facts['reason'] === 'failing'));
    expect((await fhir<object>(`Subscription/${id}`)).body).toMatchObject({ status: 'error', reason: 'failing' });
  });

  it('by 410 ends it at once, and by Retry-After is not repeated before that', async () => {
    const [{ id }, { id: gone }] = [await subscribeFhir({ heartbeat: 60 }), await subscribeFhir({ heartbeat: 60 })];
    sink.behave((got, reply) => (got.headers['hub-subscription'] === gone ? reply.writeHead(410) : reply.writeHead(429, { 'retry-after': '110' })).end());
    await beat(100);
    await inState(hub, gone, 'disabled');
    await beat(170);
    expect(ofType('heartbeat')).toHaveLength(2);
    await beat(300);
    expect(await progress(id)).toEqual({ failures: 2, well: false });
  });
});

describe('the FHIR door', () => {
  it('answers what the types of FHIR R5 accept, and so do the notifications', async () => {
    const { id } = await subscribeFhir({ payload: 'full', heartbeat: 60, name: 'Госпиталь', filter: { types: ['alliance.institution.*'], streams: [feed.stream] } });
    await feed.publish(2);
    await settled(hub, id, 2);
    await hub.app.get(Heartbeats, { strict: false }).beat(new Date(Date.now() + 1_000_000));
    const answers = await Promise.all([`Subscription/${id}`, `Subscription/${id}/$status`, `Subscription/${id}/$events`, `Subscription/${id}/$events?content=id-only`, 'SubscriptionTopic', 'SubscriptionTopic/events', 'metadata', 'Subscription/none'].map((path) => fhir<unknown>(path)));
    expect(answers.map(({ headers }) => headers.get('content-type'))).toEqual(answers.map(() => 'application/fhir+json; charset=utf-8'));
    const all = [...answers.map(({ body }) => body), ...sink.posts.map(read)];
    expect(all.length).toBeGreaterThan(10);
    expect(objections(all)).toEqual([]);
    // The judge has teeth.
    expect(objections([{ ...(all[0] as object), statusx: 'active' }, { resourceType: 'SubscriptionStatus', type: 'event', subscription: {} }]).join('; ')).toMatch(/statusx.*not assignable/);
  });

  it('says what can be done there, and all of it can', async () => {
    const { id } = await subscribeFhir();
    const { body } = await fhir<{ fhirVersion: string; implementation: { url: string }; rest: [{ resource: { type: string; interaction: { code: string }[]; operation?: { name: string }[] }[] }] }>('metadata');
    expect(body).toMatchObject({ resourceType: 'CapabilityStatement', fhirVersion: '5.0.0', implementation: { url: expect.stringMatching(/\/api\/v1\/fhir$/) } });
    await feed.publish(1);
    await settled(hub, id, 1);
    const [told] = statusOf(ofType('event-notification')[0] as Bundle).notificationEvent ?? [];
    const ids: Readonly<Record<string, string>> = { Subscription: id, SubscriptionTopic: 'events', Basic: told?.focus?.reference?.slice('Basic/'.length) ?? '' };
    const paths = body.rest[0].resource.flatMap(({ type, interaction, operation = [] }) => [
      ...interaction.filter(({ code }) => code === 'read' || code === 'search-type').map(({ code }) => (code === 'read' ? `${type}/${ids[type] ?? ''}` : type)), ...operation.map(({ name }) => `${type}/${ids[type] ?? ''}/$${name}`),
    ]);
    expect(paths).toHaveLength(6);
    for (const path of paths) expect([path, (await fhir(path)).status]).toEqual([path, 200]);
  });

  it('has a topic for every type of event that readers may see', async () => {
    const { body } = await fhir<{ type: string; total: number; entry: { resource: { id: string; url: string } }[] }>('SubscriptionTopic');
    const ids = body.entry.map(({ resource }) => resource.id);
    expect(body).toMatchObject({ type: 'searchset', total: ids.length });
    expect(ids).toEqual(expect.arrayContaining(['events', 'alliance.institution.changed.v1']));
    expect(ids.filter((one) => !/^[A-Za-z0-9.-]{1,64}$/.test(one))).toEqual([]);
    expect(ids.some((one) => one.startsWith('hub.rights'))).toBe(false);
    expect((await fhir<{ url: string }>('SubscriptionTopic/alliance.institution.changed.v1')).body.url).toBe('urn:corridor-hub:topic:alliance.institution.changed.v1');
  });

  it('says by an OperationOutcome what is wrong, and shows nobody what is another’s', async () => {
    const { id } = await subscribeFhir();
    const { id: webhook } = await subscribe(hub, feed.admin, sink.url);
    const stranger = await enter(hub, feed.admin);
    const outcomes: [number, string, string, { status: number; body: Outcome }][] = [
      [404, 'not-found', 'not_found', await stranger.get<Outcome>(`/fhir/Subscription/${id}`)],
      [404, 'not-found', 'not_found', await stranger.get<Outcome>(`/fhir/Subscription/${id}/$events`)],
      [404, 'not-found', 'not_found', await fhir<Outcome>(`Subscription/${webhook}`)],
      [404, 'not-found', 'not_found', await fhir<Outcome>('SubscriptionTopic/none')],
      [404, 'not-found', 'not_found', await fhir<Outcome>('Basic/none')],
      [401, 'login', 'unauthenticated', await hub.anybody.get<Outcome>(`/fhir/Subscription/${id}`)],
      [400, 'invalid', 'invalid_input', await fhir<Outcome>(`Subscription/${id}/$events?eventsSinceNumber=x`)],
      [400, 'invalid', 'invalid_input', await fhir<Outcome>(`Subscription/${id}/$events?content=all`)],
    ];
    for (const [status, code, text, answer] of outcomes) {
      expect(answer).toMatchObject({ status, body: { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code, details: { text } }] } });
    }
    expect(outcomes[6]?.[3].body.issue[0]?.diagnostics).toContain('/eventsSinceNumber');
  });

  it('refuses heartbeats of webhooks', async () => {
    const { status, body } = await feed.admin.send('events.subscription.create', { name: 'n', url: sink.url, heartbeat: 60 });
    expect([status, JSON.stringify(body)]).toEqual([400, expect.stringContaining('/heartbeat')]);
  });
});

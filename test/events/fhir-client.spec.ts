import { Webhook } from 'standardwebhooks';
import { startHub, type TestHub } from '../support/hub.js';
import { enter } from '../support/people.js';
import { openSink, type Sink } from '../support/sink.js';
import { aFeed, inState, settled, type Feed } from './a-feed.js';

interface Made { readonly id: string; readonly status: string; readonly extension: readonly { readonly url: string; readonly valueString: string }[] }
interface Outcome { readonly resourceType: string; readonly issue: readonly { readonly code: string; readonly diagnostics: string }[] }

let hub: TestHub;
let feed: Feed;
let sink: Sink;
beforeAll(async () => {
  hub = await startHub({ HUB_WEBHOOK_ALLOW: '127.0.0.1', HUB_RATE_PER_SECOND: '1000', HUB_RATE_BURST: '10000' });
  feed = await aFeed(hub);
  sink = await openSink();
});
afterAll(async () => {
  await hub.close();
  await sink.close();
});

/** As a FHIR client sends it: with FHIR's own content type. */
async function ask<T>(method: string, path: string, body?: object | string, headers: Readonly<Record<string, string>> = {}, token: string | null = feed.admin.token): Promise<{ status: number; headers: Headers; body: T }> {
  const answer = await fetch(`${hub.url}/api/v1/fhir/${path}`, {
    method, headers: { ...(token === null ? {} : { authorization: `Bearer ${token}` }), ...(body === undefined ? {} : { 'content-type': 'application/fhir+json' }), ...headers },
    body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: (text === '' ? null : JSON.parse(text)) as T };
}

const subscription = (more: object = {}): object => ({
  resourceType: 'Subscription', status: 'requested', topic: 'urn:corridor-hub:topic:alliance.institution.changed.v1', endpoint: sink.url,
  channelType: { system: 'http://terminology.hl7.org/CodeSystem/subscription-channel-type', code: 'rest-hook' }, ...more,
});

describe('a FHIR client', () => {
  it('makes a subscription, is told of what it is about, signed by the secret that it was answered, and ends it', async () => {
    const asked = subscription({ name: 'Госпиталь', content: 'id-only', heartbeatPeriod: 60, maxCount: 5, filterBy: [{ filterParameter: 'streams', comparator: 'eq', value: `${feed.stream}, org:*` }] });
    const made = await ask<Made>('POST', 'Subscription', asked);
    expect([made.status, made.headers.get('content-type'), made.headers.get('location')]).toEqual([201, 'application/fhir+json; charset=utf-8', `${hub.url}/api/v1/fhir/Subscription/${made.body.id}`]);
    expect(made.body).toMatchObject({ resourceType: 'Subscription', name: 'Госпиталь', topic: 'urn:corridor-hub:topic:alliance.institution.changed.v1', endpoint: sink.url, content: 'id-only', heartbeatPeriod: 60, maxCount: 5, status: 'requested' });
    const secret = made.body.extension[0]?.valueString ?? '';
    await inState(hub, made.body.id, 'active');
    await feed.publish(3);
    await settled(hub, made.body.id, 3);
    for (const { headers, body } of sink.posts) new Webhook(secret).verify(body, headers as Record<string, string>);
    expect(sink.posts.length).toBeGreaterThan(1);

    const read = await ask<Made>('GET', `Subscription/${made.body.id}`);
    expect([read.status, read.body.status, JSON.stringify(read.body).includes(secret)]).toEqual([200, 'active', false]);
    const stranger = await enter(hub, feed.admin);
    expect((await ask('DELETE', `Subscription/${made.body.id}`, undefined, {}, stranger.token)).status).toBe(404);
    const ended = await ask('DELETE', `Subscription/${made.body.id}`);
    expect([ended.status, ended.body]).toEqual([204, null]);
    expect((await ask<Made>('GET', `Subscription/${made.body.id}`)).body.status).toBe('off');
  });

  it('that sends the same again under its key has one subscription', async () => {
    const key = { 'idempotency-key': 'fhir-1' };
    const first = await ask<Made>('POST', 'Subscription', subscription(), key);
    const second = await ask<Outcome>('POST', 'Subscription', subscription(), key);
    expect([first.status, second.status, second.body.resourceType]).toEqual([201, 409, 'OperationOutcome']);
    expect((await ask<Outcome>('POST', 'Subscription', subscription(), { 'if-none-exist': 'url=x' })).body.issue[0]?.diagnostics).toContain('Idempotency-Key');
  });

  it.each([
    ['a topic that is none', { topic: 'http://example.org/topic' }, '/topic'],
    ['a type that there is not', { topic: 'urn:corridor-hub:topic:council.nothing.v1' }, '/topic'],
    ['a channel of another kind', { channelType: { code: 'websocket' } }, '/channelType/code'],
    ['an address that may not be called', { endpoint: 'http://10.0.0.1/x' }, '/endpoint'],
    ['a header that would not be sent', { parameter: [{ name: 'authorization', value: 'x' }] }, '/parameter'],
    ['an end that would not be kept', { end: '2027-01-01T00:00:00Z' }, '/end'],
    ['a heartbeat of a second', { heartbeatPeriod: 1 }, '/heartbeatPeriod'],
    ['a thousand events at once', { maxCount: 1_000 }, '/maxCount'],
    ['a parameter that cannot be filtered by', { filterBy: [{ filterParameter: 'patient', value: 'x' }] }, '/filterBy/0/filterParameter'],
    ['the types of a topic of one type', { filterBy: [{ filterParameter: 'types', value: 'council.*' }] }, '/filterBy/0/filterParameter'],
    ['a country by its name', { topic: 'urn:corridor-hub:topic:events', filterBy: [{ filterParameter: 'countries', value: 'Pakistan' }] }, '/filterBy/countries/0'],
    ['another resource', { resourceType: 'Patient' }, '/resourceType'],
  ])('is told where %s stands, and nothing is made', async (_, more, pointer) => {
    const before = await hub.database.sql('SELECT FROM events_subscription');
    const { status, body } = await ask<Outcome>('POST', 'Subscription', subscription(more));
    expect([status, body.resourceType, body.issue[0]?.code]).toEqual([400, 'OperationOutcome', 'invalid']);
    expect(body.issue[0]?.diagnostics).toMatch(new RegExp(`^${pointer}: `));
    expect(await hub.database.sql('SELECT FROM events_subscription')).toHaveLength(before.length);
  });

  it('is heard as whoever it is, and in JSON', async () => {
    expect([(await ask('POST', 'Subscription', subscription(), {}, null)).status, (await ask<Outcome>('POST', 'Subscription', '{"resourceType":')).body.issue[0]?.diagnostics]).toEqual([401, 'The body is no JSON.']);
  });
});

import { startHub, type TestHub, type Visitor } from '../support/hub.js';
import { claim, enter, type Someone } from '../support/people.js';
import { byPull, eventsPath, messagesOf } from './doors.js';

let hub: TestHub;
let administrator: Someone;

beforeAll(async () => {
  hub = await startHub({ HUB_RATE_PER_SECOND: '5', HUB_RATE_BURST: '100' });
  administrator = await claim(hub);
});
afterAll(() => hub.close());

const READ = ['identity:read', 'hub:read', 'streams:read'];
const LEFT = /^"(\w+)";r=(\d+);t=(\d+)$/;

async function keyOf(person: Someone, scopes: readonly string[] = READ): Promise<{ key: string; keyId: string }> {
  const { status, body } = await person.send<{ key: string; keyId: string }>('identity.key.create', { name: 'reader', scopes });
  expect(status).toBe(200);
  return body;
}

describe('the header fields of the rate limit', () => {
  it('say at every door over HTTP what is left of the bucket, and of which', async () => {
    const person = await enter(hub, administrator);
    const stop = new AbortController();
    const live = await fetch(`${hub.url}/api/v1/feed/events`, { headers: { accept: 'text/event-stream', authorization: `Bearer ${person.token}` }, signal: stop.signal });
    stop.abort();
    const answers = [
      live, await person.get('/me'), await person.get('/nothing/at/all'), await person.get('/people'), await person.send('identity.profile.change', { zone: 5 }), await person.get('/feed/events?after=earliest'), await person.get('/feed/events?types=Bad'),
      await hub.anybody.post('/sessions', { email: 'nobody@example.org', password: 'x' }),
    ];
    const told = answers.map(({ status, headers }) => [status, headers.get('ratelimit-policy'), LEFT.exec(headers.get('ratelimit') ?? '')?.[1] ?? null]);
    const [ofPerson, ofAddress] = ['"person";q=100;w=20', '"address";q=100;w=20'];
    expect(told).toEqual([
      [200, ofPerson, 'person'], [200, ofPerson, 'person'], [404, null, null], [200, ofPerson, 'person'], [400, ofPerson, 'person'], [200, ofPerson, 'person'], [400, ofPerson, 'person'],
      [401, ofAddress, 'address'],
    ]);
  });

  it('count down to a refusal that says when to come back, for all keys of a person together', async () => {
    const person = await enter(hub, administrator);
    const program = hub.as((await keyOf(person)).key);
    const left = async (visitor: Visitor): Promise<number> => Number(LEFT.exec((await visitor.get('/clock')).headers.get('ratelimit') ?? '')?.[2]);
    expect(await left(person)).toBeLessThan(100);
    const answers = await Promise.all(Array.from({ length: 300 }, (_, n) => (n % 2 === 0 ? program : person).get('/clock')));
    const refused = answers.find(({ status }) => status === 429);
    expect(refused?.body).toMatchObject({ status: 429, code: 'rate_limited' });
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(refused?.headers.get('ratelimit')).toMatch(/^"person";r=0;t=\d+$/);
    // One person's bucket is nobody else's.
    expect((await administrator.get('/clock')).status).toBe(200);
  });
});

describe('the scopes of a key', () => {
  it('are asked for at every door that reads', async () => {
    const person = await enter(hub, administrator);
    const [reads, asks] = [hub.as((await keyOf(person, ['streams:read'])).key), hub.as((await keyOf(person, ['identity:read', 'events:read'])).key)];
    const paths = [`/streams/person:${person.personId}/events`, '/feed/events?after=earliest', '/event-types', '/me'];
    const statuses = async (program: Visitor): Promise<number[]> => Promise.all(paths.map(async (path) => (await program.get(path)).status));
    expect([await statuses(reads), await statuses(asks)]).toEqual([[200, 200, 403, 403], [403, 403, 200, 200]]);
  });
});

describe('a key that is revoked', () => {
  it('takes every live stream down with it: server-sent events, long polls, and sockets with and without a filter', async () => {
    const person = await enter(hub, administrator);
    const { key, keyId } = await keyOf(person);
    const program = hub.as(key);
    const own = `person:${person.personId}`;
    // What nobody will ever tell this person.
    const fields = { types: 'council.poll.*' };
    const end = async (stream: string | null): Promise<string> => (await byPull(hub, { token: key, stream }, 'earliest')).position;
    const [inStream, inFeed] = [await end(own), await end(null)];

    const opened: string[] = [];
    const live = [own, null].map(async (stream) => {
      for await (const message of messagesOf(hub, { token: key, stream, fields })) opened.push(message.id);
    });
    const polls = [[own, inStream], [null, inFeed]].map(([stream, after]) => program.ask('GET', eventsPath(stream ?? null, { ...fields, after: after ?? '', wait: '50' })));
    const sockets = await Promise.all([undefined, { types: ['council.poll.*'] }].map(async (filter) => {
      const socket = await program.socket();
      const closed = new Promise<{ code: string }>((resolve) => socket.once('closing', resolve));
      expect(await socket.emitWithAck('stream.subscribe', { stream: own, ...(filter === undefined ? {} : { filter }) })).toMatchObject({ ok: true });
      return { closed };
    }));
    while (opened.length < live.length) await new Promise((resolve) => setImmediate(resolve));

    expect((await person.send('identity.key.revoke', { keyId })).status).toBe(200);
    await Promise.all(live);
    expect((await Promise.all(polls)).map(({ status }) => status)).toEqual([401, 401]);
    expect((await Promise.all(sockets.map(({ closed }) => closed))).map(({ code }) => code)).toEqual(['key_revoked', 'key_revoked']);
    // Nor does it get in again, by whatever door.
    expect((await program.get(`/streams/${own}/events`)).status).toBe(401);
    await expect(program.socket()).rejects.toMatchObject({ data: { code: 'unauthenticated' } });
  });
});

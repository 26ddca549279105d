import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { alliance, events, identity, stream as contract } from '#contracts';
import { Hub, HubError } from '#sdk';
import { aFeed, published, until, type Feed } from '../events/a-feed.js';
import { startHub, type TestHub } from '../support/hub.js';
import { startProxy } from '../rehearsal/mangling-proxy.js';
import { Collector } from './collector.js';

let hub: TestHub;
let feed: Feed;
let sdk: Hub;

beforeAll(async () => {
  hub = await startHub({ HUB_RATE_PER_SECOND: '5000', HUB_RATE_BURST: '50000' });
  feed = await aFeed(hub);
  sdk = new Hub({ url: hub.url, token: feed.admin.token });
}, 120_000);
afterAll(() => hub?.close());

/** Something between a client and the hub that answers in its own way, until it lets requests through. */
async function between(answer: (request: IncomingMessage, response: ServerResponse, count: number) => boolean): Promise<{ url: string; ids: (string | undefined)[]; close: () => void }> {
  const ids: (string | undefined)[] = [];
  const server: Server = createServer((request, response) => {
    ids.push(request.headers['idempotency-key'] as string | undefined);
    if (answer(request, response, ids.length)) return;
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
      const headers = new Headers(Object.entries(request.headers).filter(([name]) => !['host', 'connection', 'content-length'].includes(name)) as [string, string][]);
      void fetch(`${hub.url}${request.url}`, { method: request.method, headers, body: chunks.length === 0 ? null : Buffer.concat(chunks) })
        .then(async (reply) => response.writeHead(reply.status, { 'content-type': reply.headers.get('content-type') ?? '' }).end(await reply.text()));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, ids, close: () => (server.close(), server.closeAllConnections()) };
}

const institution = (name: string) => ({ name, countryCode: 'PK', zone: 'Asia/Karachi' });
const count = async (name: string): Promise<number> => {
  let found = 0;
  for await (const one of sdk.list(alliance.listInstitutions, {})) if (one.name === name) found += 1;
  return found;
};

describe('a command', () => {
  it('whose line breaks, or that is asked to come later, is sent again under the same id, and acts once', async () => {
    const proxy = await between((request, response, at) => {
      if (at === 1) request.socket.destroy();
      else if (at === 2) response.writeHead(503, { 'retry-after': '0' }).end('<html>Bad gateway</html>');
      else if (at === 3) response.writeHead(429, { 'content-type': 'application/problem+json' }).end(JSON.stringify({ code: 'rate_limited', detail: 'Too many.', details: { retryAfter: 0.01 } }));
      else if (at === 4) {
        // The hub does it, and the answer is lost.
        void fetch(`${hub.url}${request.url}`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: request.headers.authorization ?? '', 'idempotency-key': String(request.headers['idempotency-key']) }, body: JSON.stringify(institution('Once')) }).then(() => request.socket.destroy());
      } else return false;
      return true;
    });
    const { institutionId } = await new Hub({ url: proxy.url, token: feed.admin.token }).send(alliance.registerInstitution, institution('Once'), { id: 'my-own-id' });
    expect(proxy.ids).toEqual(Array.from({ length: 5 }, () => 'my-own-id'));
    expect(await count('Once')).toBe(1);
    expect(await sdk.send(alliance.registerInstitution, institution('Once'), { id: 'my-own-id' })).toEqual({ institutionId });
    proxy.close();
  });

  it('that is refused is refused once, by code, with what to do', async () => {
    const proxy = await between(() => false);
    const through = new Hub({ url: proxy.url, token: feed.admin.token });
    await expect(through.send(alliance.registerInstitution, { ...institution('X'), countryCode: 'pk' })).rejects.toMatchObject({ name: 'HubError', code: 'invalid_input', retry: 'never', details: { issues: [expect.objectContaining({ pointer: '/countryCode' })] } });
    expect(proxy.ids).toHaveLength(1);
    await expect(new Hub({ url: hub.url, key: 'hub_nobody_knows_this_key' }).ask(identity.readMe, {})).rejects.toMatchObject({ code: 'unauthenticated' });
    proxy.close();
    const stranger = await between((_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Sign in to this network</h1>').writableEnded);
    await expect(new Hub({ url: stranger.url, key: 'x' }).ask(identity.readMe, {})).rejects.toMatchObject({ code: 'unexpected_answer', retry: 'never' });
    const signal = AbortSignal.abort(new Error('no more'));
    await expect(new Hub({ url: stranger.url, key: 'x' }).ask(identity.readMe, {}, { signal })).rejects.toThrow('no more');
    stranger.close();
  });

  it('to what is no address of a hub, or with what is no key, ends before it is sent', () => {
    for (const url of ['nope', '', 'ftp://hub.example.org', '127.0.0.1:8080', 'https://me:mine@hub.example.org', 'https://hub.example.org/?a=1']) expect(() => new Hub({ url })).toThrow(/is no address of a hub: it has the form https:/);
    for (const key of ['hub_abc\n', 'hub abc', 'ключ', '']) expect(() => new Hub({ url: hub.url, key })).toThrow(/The key or token is empty, or has/);
    expect(() => sdk.read('feed', { from: 'xx' })).toThrow(/begins `from` now, earliest, or a position/);
    expect(new Hub({ url: `${hub.url}/` }).url).toBe(hub.url);
  });

  it('is one list, however many pages it has', async () => {
    for (let at = 0; at < 7; at += 1) await sdk.send(alliance.registerInstitution, institution(`Listed ${at}`));
    const names: string[] = [];
    for await (const one of sdk.list(alliance.listInstitutions, { limit: 2 })) names.push(one.name);
    expect(names.filter((name) => name.startsWith('Listed'))).toHaveLength(7);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('a reading', () => {
  it('over a socket begins with the state where it is asked for', async () => {
    await feed.publish(2, 300);
    const snapshots: { position: string; state: unknown }[] = [];
    const collector = new Collector(sdk, feed.stream, { onSnapshot: (snapshot) => void snapshots.push(snapshot) });
    await collector.until(() => collector.notes.includes('socket open'));
    await feed.publish(1, 310);
    await collector.sees((seen) => seen.some(({ data }) => data['name'] === 'event 310'));
    await collector.end();
    expect(snapshots).toHaveLength(1);
    expect(snapshots[0]?.position).toMatch(/^[a-z0-9]+\.\d+$/);
    expect(() => sdk.read(feed.stream, { doors: ['pull'], onSnapshot: () => undefined })).toThrow(HubError);
  });

  it.each([['socket'], ['sse'], ['pull']] as const)('by %s is told when the hub has another history, and ends with an error where nobody cares', async (door) => {
    const lost = 'another0.5';
    await expect(new Collector(sdk, feed.stream, { from: lost, doors: [door] }).until(() => false)).rejects.toMatchObject({ code: 'position_gone' });
    const resets: string[] = [];
    const collector = new Collector(sdk, feed.stream, { from: lost, doors: [door], onReset: (reset) => (resets.push(reset.lost), 'earliest') });
    const all = (await sdk.page(feed.stream, { after: 'earliest' })).data;
    await collector.until(() => collector.events.length === all.length);
    expect([resets, collector.events]).toEqual([[lost], all]);
    await collector.end();
  });

  it('that misses a frame says so, and asks for it again', async () => {
    let isLossy = false;
    const proxy = await startProxy(hub.url, (text) => {
      const isLost = isLossy && text.includes('"events"') && text.includes('event 401');
      isLossy &&= !isLost;
      return isLost ? [] : [text];
    });
    const collector = new Collector(new Hub({ url: proxy.url, token: feed.admin.token }), feed.stream, { doors: ['socket'] });
    await collector.until(() => collector.notes.includes('socket open'));
    isLossy = true;
    await feed.publish(1, 401);
    await until(async () => !isLossy);
    await feed.publish(1, 402);
    await collector.sees((seen) => seen.some(({ data }) => data['name'] === 'event 402'));
    expect(collector.events.map(({ data }) => data['name']).slice(-2)).toEqual(['event 401', 'event 402']);
    expect(collector.notes).toContain('gap');
    await collector.end();
    await proxy.close();
  });

  it('ends with a refusal that no patience mends, and quietly when it is told to', async () => {
    await expect(new Collector(sdk, 'meeting:01890a5d-ac96-774b-bcce-b302099a8057').until(() => false)).rejects.toMatchObject({ code: 'stream_unknown' });
    await expect(new Collector(new Hub({ url: hub.url, key: 'hub_unknown_key_of_nobody' }), 'feed').until(() => false)).rejects.toMatchObject({ code: 'unauthenticated' });
    const stop = new AbortController();
    const collector = new Collector(sdk, 'feed', { signal: stop.signal });
    await collector.until(() => collector.notes.includes('sse open'));
    stop.abort();
    await expect(collector.end()).resolves.toBeUndefined();
  });

  it('whose key is revoked ends', async () => {
    const { keyId, key } = await sdk.send(identity.createKey, { name: 'short', scopes: ['streams:read'] });
    const collectors = (['socket', 'sse', 'pull'] as const).map((door) => new Collector(new Hub({ url: hub.url, key }), feed.stream, { doors: [door] }));
    await Promise.all(collectors.map((collector) => collector.until(() => collector.reading.door !== null)));
    await sdk.send(identity.revokeKey, { keyId });
    for (const collector of collectors) await expect(collector.until(() => false)).rejects.toMatchObject({ code: expect.stringMatching(/^(key_revoked|session_ended|unauthenticated)$/) as unknown });
  });
});

describe('a worker of a durable consumer', () => {
  let stop: AbortController;
  beforeEach(() => {
    stop = new AbortController();
  });
  afterEach(() => stop.abort());

  it('gets again what it did not finish, and parks what is hopeless; two workers share the rest', async () => {
    const seen: string[][] = [[], []];
    const faults: string[] = [];
    const tries = new Map<string, number>();
    const work = (worker: number) => sdk.consume('shared', async (event: contract.Envelope, { delivered }) => {
      const name = String(event.data['name']);
      tries.set(name, delivered);
      if (name === 'event 502' && delivered === 1) throw new Error('not now');
      if (name === 'event 503') return 'park' as const;
      seen[worker]?.push(name);
    }, { batch: 5, signal: stop.signal, create: { filter: published, deliverPolicy: 'new', backoff: [1] }, onFault: (fault, event) => void faults.push(`${(fault as Error).message}: ${String(event?.data['name'])}`) });
    const working = [work(0), work(1)];
    await until(async () => !(await sdk.list(events.listConsumers, { name: 'shared' }).next()).done);
    await feed.publish(30, 500);
    const expected = Array.from({ length: 30 }, (_, at) => `event ${500 + at}`).filter((name) => name !== 'event 503');
    await until(async () => new Set(seen.flat()).size >= expected.length);
    stop.abort();
    await Promise.all(working);
    expect(seen.flat().sort()).toEqual(expected);
    expect([tries.get('event 502'), faults]).toEqual([2, ['not now: event 502']]);
    const { value: consumer } = await sdk.list(events.listConsumers, { name: 'shared' }).next();
    expect(consumer).toMatchObject({ parked: 1, ackPending: 0, backoff: [1] });
  });

  it('ends with an error when its consumer is deleted', async () => {
    const working = sdk.consume('deleted', () => undefined, { signal: stop.signal, create: { filter: published } });
    const ended = working.catch((fault: unknown) => fault);
    let consumerId: string | undefined;
    await until(async () => (consumerId = (await sdk.list(events.listConsumers, { name: 'deleted' }).next()).value?.id) !== undefined);
    await sdk.send(events.deleteConsumer, { consumerId: consumerId ?? '' });
    expect(await ended).toMatchObject({ code: 'not_found' });
  });
});

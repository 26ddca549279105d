import { spawn, type ChildProcess } from 'node:child_process';
import type { Server } from 'node:http';
import { createInterface } from 'node:readline';
import { council, type stream as contract } from '#contracts';
import { aCouncil, type TestCouncil } from '../support/council.js';
import { startHub, type TestHub } from '../support/hub.js';
import { byLive, byPull, bySocket, eventsPath, messagesOf, offsetOf } from './doors.js';

type Envelope = contract.Envelope;

/** What a client of server-sent events meets. */
interface Met {
  readonly event: string;
  readonly id?: string | null;
  readonly data?: string;
}

interface Client {
  readonly met: readonly Met[];
  seen(): Envelope[];
  until(holds: () => boolean): Promise<void>;
}

let hub: TestHub;
let room: TestCouncil;
let token: string;

beforeAll(async () => {
  hub = await startHub({ HUB_RATE_PER_SECOND: '5000', HUB_RATE_BURST: '50000' });
  room = await aCouncil(hub);
  token = room.chair.token ?? '';
});
afterAll(async () => {
  // A client that gives up may leave a line on which it never asked for anything; the server would wait for its request.
  cutLines();
  await hub.close();
});

const cutLines = (): void => (hub.app.getHttpServer() as Server).closeAllConnections();
const ids = (events: readonly Envelope[]): string[] => events.map(({ id }) => id);

/** Somebody says so many things; answers where the stream and the feed end then. */
async function say(many: number): Promise<{ stream: string; feed: string }> {
  for (let n = 0; n < many; n += 1) await room.secretary.send(council.postMessage, { meetingId: room.meetingId, text: `said ${n}` });
  const { events, position } = await byPull(hub, { token, stream: room.stream }, 'earliest');
  return { stream: position, feed: (await endOfFeed(events.at(-1)?.id ?? '')) };
}

/** Numbers in the feed are given after the commit: waits until this event has its own. */
async function endOfFeed(id: string): Promise<string> {
  for (let position = 'earliest'; ;) {
    const { body } = await hub.as(token).ask<{ data: Envelope[]; iterator: string }>('GET', eventsPath(null, { after: position, limit: '1000', wait: '20' }));
    position = body.iterator;
    if (ids(body.data).includes(id)) return position;
  }
}

describe('a reader that changes the door in mid-stream', () => {
  it.each([undefined, { types: ['council.chat.*'], filters: [{ not: { exact: { actor: 'nobody' } } }] }])('loses nothing and sees nothing twice: socket, server-sent events, pull, feed, socket (filter: %j)', async (filter) => {
    const asked = { token, stream: room.stream, ...(filter === undefined ? {} : { filter }) };
    const { stream: begin, feed } = await say(3);
    const seen: Envelope[] = [];
    let at = begin;
    for (const door of ['socket', 'live', 'pull'] as const) {
      const { stream: to } = await say(7);
      const { events, position } = door === 'socket' ? await bySocket(hub, asked, at, to) : door === 'live' ? await byLive(hub, asked, at, to) : await byPull(hub, asked, at, 3);
      expect(position).toBe(to);
      seen.push(...events);
      at = position;
    }
    // The feed has positions of its own, and each of its events says where it stands in its stream.
    const { feed: until } = await say(7);
    const { events } = await byLive(hub, { ...asked, stream: null }, feed, until);
    const news = events.filter((event) => event.stream === room.stream && offsetOf(event.position) > offsetOf(at));
    seen.push(...news);
    at = news.at(-1)?.position ?? at;
    const { stream: to } = await say(7);
    seen.push(...(await bySocket(hub, asked, at, to)).events);
    expect(ids(seen)).toEqual(ids((await byPull(hub, asked, begin)).events));
    expect(seen).toHaveLength(35);
  });
});

describe('server-sent events', () => {
  const children: ChildProcess[] = [];
  afterEach(() => children.splice(0).forEach((child) => child.kill()));

  const path = (stream: string | null, fields: Record<string, string> = {}): string => `${hub.url}${eventsPath(stream, fields)}`;

  /** An unmodified client in a process of its own. */
  function client(url: string, types: string): Client {
    const child = spawn(process.execPath, ['test/support/event-source.mjs', url, token, types], { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    const met: Met[] = [];
    let wake = (): void => undefined;
    createInterface({ input: child.stdout }).on('line', (line) => {
      met.push(JSON.parse(line) as Met);
      wake();
    });
    const seen = (): Envelope[] => met.filter(({ data }) => data !== undefined).map(({ data }) => JSON.parse(data ?? '') as Envelope);
    return {
      met, seen,
      until: async (holds) => {
        while (!holds()) await new Promise<void>((resolve) => (wake = resolve));
      },
    };
  }

  it.each(['stream', 'feed'])('bring a client whose line was cut back to where it was, by itself: %s', async (what) => {
    const { stream, feed } = await say(1);
    const position = what === 'feed' ? feed : stream;
    const { met, seen, until } = client(path(what === 'feed' ? null : room.stream, { last_event_id: position, types: 'council.chat.posted.v1' }), 'council.chat.posted.v1');
    await say(3);
    await until(() => seen().length >= 3);
    cutLines();
    await say(3);
    await until(() => seen().length >= 6);
    expect(ids(seen())).toEqual(ids((await byPull(hub, { token, stream: room.stream, fields: { types: 'council.chat.posted.v1' } }, stream)).events));
    // It came back with the position of the last event in the header, which goes before the one in the address.
    const asks = met.filter(({ event }) => event === 'asks').map(({ id }) => id);
    expect(asks[0]).toBeNull();
    expect(offsetOf(asks.at(-1) ?? '')).toBeGreaterThanOrEqual(offsetOf(position) + 3);
  });

  it('name the position before the first event, say when to come back, and differ in it', async () => {
    const { stream } = await say(1);
    const waits = new Set<string>();
    for (let n = 0; n < 5; n += 1) {
      const stop = new AbortController();
      const answer = await fetch(path(room.stream), { headers: { accept: 'text/event-stream', authorization: `Bearer ${token}`, 'last-event-id': stream }, signal: stop.signal });
      expect([answer.headers.get('hub-position'), answer.headers.get('cache-control')]).toEqual([stream, 'no-store']);
      const { value } = (await answer.body?.getReader().read()) ?? {};
      const [, retry = '', id] = /^retry: (\d+)\nid: (.*)\n\n/.exec(new TextDecoder().decode(value)) ?? [];
      expect([Number(retry) >= 1_000 && Number(retry) <= 3_000, id]).toEqual([true, stream]);
      waits.add(retry);
      stop.abort();
    }
    expect(waits.size).toBeGreaterThan(1);
  });

  it('take the header before its twin, and the twin before `after`', async () => {
    const { stream: first } = await say(1);
    const { stream: second } = await say(2);
    const { stream: third } = await say(2);
    const firstOf = async (fields: Record<string, string>, headers: Record<string, string>): Promise<string> => {
      for await (const { id } of messagesOf(hub, { token, stream: room.stream, fields }, headers)) return id;
      return '';
    };
    expect(await firstOf({ last_event_id: second, after: third }, { 'last-event-id': first })).toBe(first);
    expect(await firstOf({ last_event_id: second, after: third }, {})).toBe(second);
    expect(await firstOf({ after: third }, {})).toBe(third);
  });

  it('begin with the earliest event where that is asked for', async () => {
    const { events, position } = await byPull(hub, { token, stream: room.stream }, 'earliest');
    expect((await byLive(hub, { token, stream: room.stream }, 'earliest', position)).events).toEqual(events);
    const { met, until } = client(path(room.stream, { last_event_id: 'earliest', types: 'council.meeting.drafted.v1' }), 'council.meeting.drafted.v1');
    await until(() => met.some(({ data }) => data !== undefined));
    expect(met.find(({ data }) => data !== undefined)?.id).toBe(events[0]?.position);
  });

  it('are refused for good with a status, which a client takes as the end: who may not read, and a position of another history', async () => {
    for (const [url, status] of [[path('meeting:nobody'), 404], [path(null, { last_event_id: 'zzzzzzzz.3' }), 410]] as const) {
      const { met, until } = client(url, 'message');
      await until(() => met.some(({ event }) => event === 'error'));
      expect(met.at(-1)).toEqual({ event: 'error', code: status, closed: true });
      }
  });
});

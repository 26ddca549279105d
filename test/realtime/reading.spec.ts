import { once } from 'node:events';
import { connect } from 'node:net';
import { alliance, council, type stream as contract } from '#contracts';
import { Member } from '../../apps/cli/src/rehearsal/member.js';
import type { Door } from '../../apps/cli/src/rehearsal/door.js';
import { aCouncil, type TestCouncil } from '../support/council.js';
import { startHub, type Reply, type TestHub } from '../support/hub.js';
import { byLive, byPull } from './doors.js';

let hub: TestHub;
let room: TestCouncil;

beforeAll(async () => {
  hub = await startHub({ HUB_RATE_PER_SECOND: '5000', HUB_RATE_BURST: '50000' });
  room = await aCouncil(hub);
});
afterAll(() => hub.close());

const say = (door: Door, text: string): Promise<unknown> => door.send(council.postMessage, { meetingId: room.meetingId, text });
const offset = (position: string): number => Number(position.split('.')[1]);

/** A raw reader: what came after subscribing, frame by frame. */
async function reader(token: string, position?: string): Promise<{ opening: { position: string; recovered: boolean; snapshot?: unknown }; frames: contract.Frame[]; until(to: number): Promise<void>; leave(): Promise<unknown>; close(): void }> {
  const socket = await hub.as(token).socket();
  const frames: contract.Frame[] = [];
  let wake = (): void => undefined;
  socket.on('events', (frame: contract.Frame) => {
    frames.push(frame);
    wake();
  });
  const reply = (await socket.emitWithAck('stream.subscribe', { stream: room.stream, ...(position === undefined ? {} : { position }) })) as Reply<{ position: string; recovered: boolean }>;
  if (!reply.ok) throw new Error(reply.error.code);
  return {
    opening: reply.data, frames, close: () => socket.close(), leave: () => socket.emitWithAck('stream.unsubscribe', { stream: room.stream }),
    until: async (to) => {
      while (offset(frames.at(-1)?.to ?? reply.data.position) < to) await new Promise<void>((resolve) => (wake = resolve));
    },
  };
}

async function end(): Promise<string> {
  for (let after = 'earliest'; ;) {
    const page = await room.chair.pull(room.stream, { after });
    if (page.done) return page.iterator;
    after = page.iterator;
  }
}

async function head(): Promise<number> {
  return offset(await end());
}

describe('reading a stream', () => {
  it('hears what was sent with the id in capitals, and may itself be named in capitals at every door', async () => {
    const [kind, id] = room.stream.split(':') as [string, string];
    const capitals = `${kind}:${id.toUpperCase()}`;
    const one = await reader(room.chair.token ?? '');
    const socket = await hub.as(room.secretary.token ?? '').socket();
    const heard = new Promise<contract.Frame>((resolve) => socket.once('events', resolve));
    expect(await socket.emitWithAck('stream.subscribe', { stream: capitals })).toMatchObject({ ok: true });
    const start = await end();
    await room.chair.send(council.postMessage, { meetingId: id.toUpperCase(), text: 'in capitals' });
    await one.until(offset(start) + 1);
    expect(one.frames.at(-1)?.events.at(-1)).toMatchObject({ stream: room.stream, type: council.messagePosted.name, data: { text: 'in capitals' } });
    expect(await heard).toMatchObject({ stream: room.stream });
    expect((await room.chair.pull(capitals, { after: start })).data).toMatchObject([{ stream: room.stream }]);
    one.close();
    socket.close();
  });

  it('is possible for a hundred streams on a line, however many are asked for at once', async () => {
    const names = await Promise.all(Array.from({ length: 104 }, async (_, n) => {
      const { institutionId } = await room.admin.send(alliance.registerInstitution, { name: `Hospital ${n}`, countryCode: 'PK', zone: 'Asia/Karachi' });
      return `org:${institutionId}`;
    }));
    const socket = await hub.as(room.admin.token ?? '').socket();
    const replies = await Promise.all([...names, ...names.slice(0, 50)].map((stream) => socket.emitWithAck('stream.subscribe', { stream }) as Promise<Reply>));
    expect(replies.map((reply) => reply.ok || reply.error.code)).toEqual([...Array<true>(100).fill(true), ...Array<string>(4).fill('too_many_subscriptions'), ...Array<true>(50).fill(true)]);
    await socket.emitWithAck('stream.unsubscribe', { stream: names[0] });
    expect(await socket.emitWithAck('stream.subscribe', { stream: names.at(-1) })).toMatchObject({ ok: true });
    socket.close();
  });

  it('begins with a snapshot at a position, and frames follow from there without a gap', async () => {
    const one = await reader(room.chair.token ?? '');
    expect(one.opening).toMatchObject({ recovered: false, snapshot: expect.any(Object) });
    for (let n = 0; n < 50; n += 1) await say(room.chair, `line ${n}`);
    await one.until(await head());
    let at = one.opening.position;
    for (const frame of one.frames) {
      expect(frame.from).toBe(at);
      expect(frame.events.every((event) => offset(event.position) > offset(frame.from) && offset(event.position) <= offset(frame.to))).toBe(true);
      at = frame.to;
    }
    one.close();
  });

  it('takes who comes right after the last reader has left and the stream has moved on', async () => {
    const one = await reader(room.chair.token ?? '');
    await one.leave();
    await say(room.chair, 'nobody listens');
    const two = await reader(room.chair.token ?? '');
    await two.until(await head());
    expect(two.frames.every((frame, n) => frame.from === (two.frames[n - 1]?.to ?? two.opening.position))).toBe(true);
    [one, two].forEach(({ close }) => close());
  });

  it('goes on from a position with exactly what was missed, at every door', async () => {
    const before = await reader(room.chair.token ?? '');
    const { position } = before.opening;
    before.close();
    for (let n = 0; n < 30; n += 1) await say(room.secretary, `missed ${n}`);
    const after = await reader(room.chair.token ?? '', position);
    expect(after.opening).toEqual({ position, recovered: true });
    await after.until(await head());
    const pulled = await room.chair.pull(room.stream, { after: position });
    expect(after.frames.flatMap((frame) => frame.events)).toEqual(pulled.data);
    const stop = new AbortController();
    const seen: unknown[] = [];
    for await (const message of room.chair.live(room.stream, position, stop.signal)) {
      if (message.data !== '') seen.push(JSON.parse(message.data));
      if (seen.length === pulled.data.length) break;
    }
    stop.abort();
    expect(seen).toEqual(pulled.data);
    after.close();
  });

  it('sends a long history from the earliest event on, and goes live after it', async () => {
    const far = 1_050;
    for (let n = 0; n < far; n += 50) await Promise.all(Array.from({ length: 50 }, (_, at) => say(room.secretary, `old ${n + at}`)));
    const stop = new AbortController();
    const seen: string[] = [];
    const to = (await head()) + 1;
    for await (const message of room.chair.live(room.stream, 'earliest', stop.signal)) {
      if (message.event === 'reset') throw new Error('the history was cut short');
      if (message.data !== '') seen.push((JSON.parse(message.data) as contract.Envelope).position);
      if (seen.length === to - 1) await say(room.chair, 'live');
      if (seen.length === to) break;
    }
    stop.abort();
    expect(seen.map(offset)).toEqual(Array.from({ length: to }, (_, at) => at + 1));
  });

  it('sends large events by whatever number a reader is behind, of the stream and of the feed', async () => {
    const from = await end();
    const large = '走'.repeat(1_900);
    for (let n = 0; n < 1_100; n += 50) await Promise.all(Array.from({ length: 50 }, () => say(room.secretary, large)));
    const to = await end();
    const token = room.chair.token ?? '';
    for (const behind of [1_100, 700, 150]) {
      const position = `${from.split('.')[0]}.${offset(to) - behind}`;
      const { events } = await byLive(hub, { token, stream: room.stream }, position, to);
      expect(events.map((event) => offset(event.position))).toEqual(Array.from({ length: behind }, (_, at) => offset(to) - behind + at + 1));
    }
    const { events: pulled, position } = await byPull(hub, { token, stream: null }, 'earliest');
    const { events } = await byLive(hub, { token, stream: null }, 'earliest', position);
    expect(events.map(({ id }) => id)).toEqual(pulled.map(({ id }) => id));
  });

  it.each([['stream', () => `/api/v1/streams/${room.stream}/events`], ['feed', () => '/api/v1/feed/events']])('ends with the key, however slowly the history of the %s is taken', async (_, path) => {
    const chair = hub.as(room.chair.token ?? '');
    const { body: { key, keyId } } = await chair.send<{ key: string; keyId: string }>('identity.key.create', { name: 'slow', scopes: ['streams:read'], days: 1 });
    const line = connect(Number(new URL(hub.url).port), '127.0.0.1');
    const chunks: Buffer[] = [];
    line.on('data', (chunk) => chunks.push(chunk)).on('error', () => undefined);
    line.write(`GET ${path()} HTTP/1.1\r\nhost: hub\r\nconnection: close\r\nauthorization: Bearer ${key}\r\naccept: text/event-stream\r\nlast-event-id: earliest\r\n\r\n`);
    await once(line, 'data');
    line.pause();
    expect((await chair.send('identity.key.revoke', { keyId })).status).toBe(200);
    await say(room.chair, `after the end of ${keyId}`);
    line.resume();
    await once(line, 'close');
    const text = Buffer.concat(chunks).toString('utf8');
    expect([text.startsWith('HTTP/1.1 200'), text.includes('id: '), text.includes('after the end')]).toEqual([true, true, false]);
  });

  it.each([
    ['another epoch', () => 'zzzzzzzz.3'],
    ['a position that is not reached yet', (position: string) => `${position.split('.')[0]}.999999`],
  ])('says that it cannot be resumed from %s, and gives a snapshot', async (_, of) => {
    const { opening, close } = await reader(room.chair.token ?? '');
    close();
    const again = await reader(room.chair.token ?? '', of(opening.position));
    expect(again.opening).toMatchObject({ recovered: false, snapshot: expect.any(Object) });
    again.close();
  });

  it('covers what a reader may not see, so that it leaves no gap', async () => {
    const [observer] = room.cast.others;
    const [hidden] = room.cast.seats;
    const watching = await reader(observer?.door.token ?? '');
    const member = await reader(room.chair.token ?? '');
    // Who may observe is told to members alone.
    await room.secretary.send(council.admitObserver, { meetingId: room.meetingId, personId: hidden?.alternates[0]?.personId ?? '' });
    await say(room.chair, 'after it');
    const to = await head();
    await Promise.all([watching.until(to), member.until(to)]);
    const types = (frames: contract.Frame[]): string[] => frames.flatMap((frame) => frame.events.map((event) => event.type));
    expect(types(member.frames)).toContain(council.observerAdmitted.name);
    expect(types(watching.frames)).not.toContain(council.observerAdmitted.name);
    let at = watching.opening.position;
    for (const frame of watching.frames) {
      expect(frame.from).toBe(at);
      at = frame.to;
    }
    watching.close();
    member.close();
  });

  it('brings forty readers whose lines are cut again and again to the same events in the same order', async () => {
    const seen = Array.from({ length: 40 }, () => [] as string[]);
    const members = seen.map(() => new Member(hub.url, room.chair.token ?? ''));
    await Promise.all(members.map(async (member, at) => {
      await member.connect();
      await member.read(room.stream, { began: () => undefined, event: (event) => void seen[at]?.push(event.id) });
    }));
    const before = await end();
    for (let n = 0; n < 60; n += 1) {
      await say(room.secretary, `cut ${n}`);
      members[n % members.length]?.cut();
    }
    const expected = (await room.chair.pull(room.stream, { after: before })).data.map((event) => event.id);
    const last = expected.at(-1) ?? '';
    while (!seen.every((ids) => ids.includes(last))) await new Promise((resolve) => setImmediate(resolve));
    for (const ids of seen) expect(ids.filter((id) => expected.includes(id))).toEqual(expected);
    members.forEach((member) => member.close());
  });
});

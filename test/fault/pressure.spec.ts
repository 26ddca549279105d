import { once } from 'node:events';
import { connect, type Socket as Tcp } from 'node:net';
import fc from 'fast-check';
import WebSocket from 'ws';
import { council, type stream as contract } from '#contracts';
import { newId, systemActor } from '#kernel';
import { UnitOfWork } from '#log';
import { aCouncil, type TestCouncil } from '../support/council.js';
import { startHub, type Reply, type TestHub } from '../support/hub.js';
import { allAfter, bySocket, endOf } from '../support/recorder.js';

/** What one person may send at once: enough for what the healthy ones send here. */
const BURST = 600;
const JOINS = 20;

let hub: TestHub;
let room: TestCouncil;
let loud: string;
let steady: string;

beforeAll(async () => {
  hub = await startHub({ HUB_RATE_PER_SECOND: '20', HUB_RATE_BURST: String(BURST), HUB_JOINS_PER_SECOND: String(JOINS), HUB_BACKLOG_BYTES: '300000', HUB_BACKLOG_SECONDS: '60' });
  room = await aCouncil(hub, { seats: 2, observers: 2, alternates: 0 });
  [loud = '', steady = ''] = room.cast.others.map(({ door }) => door.token ?? '');
}, 240_000);
afterAll(() => hub.close());

/** A raw line: what no client library would send, and no manners. */
async function rawLine(token: string): Promise<WebSocket> {
  const socket = new WebSocket(`${hub.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
  await once(socket, 'message');
  socket.send(`40/hub,${JSON.stringify({ token })}`);
  await once(socket, 'message');
  return socket;
}

/** Sends without end, a little at a time, for as long as the line is open. */
async function flood(line: WebSocket): Promise<void> {
  for (let id = 0; line.readyState === WebSocket.OPEN; id += 1) {
    line.send(`42/hub,${id}["hub.clock.read",{}]`);
    if (id % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('a flood', () => {
  it('is refused, then cut for good, while everybody else is answered', async () => {
    const healthy = await Promise.all([room.chair, room.secretary].map((door) => hub.as(door.token ?? '').socket()));
    const flooder = await rawLine(loud);
    const heard: string[] = [];
    flooder.on('message', (data: Buffer) => void heard.push(data.toString()));
    const closed = once(flooder, 'close') as Promise<[number, Buffer]>;
    const flooding = flood(flooder);
    const answers: Reply[] = [];
    while (flooder.readyState === WebSocket.OPEN && answers.length < BURST) answers.push(...((await Promise.all(healthy.map((socket) => socket.emitWithAck('hub.clock.read', {})))) as Reply[]));
    await flooding;
    const [code, reason] = await closed;
    expect([code, reason.toString()]).toEqual([4004, 'flooding']);
    expect(heard.filter((text) => text.includes('"closing"'))).toEqual([expect.stringContaining('"code":"flooding","then":"stop"')]);
    const replies = heard.filter((text) => text.startsWith('43/hub,'));
    const refused = replies.filter((text) => text.includes('"code":"rate_limited"'));
    expect(refused.length).toBeGreaterThanOrEqual(100);
    expect(replies.length).toBeGreaterThan(refused.length);
    expect(replies.filter((text) => !refused.includes(text)).every((text) => text.includes('"ok":true'))).toBe(true);
    expect(answers.length).toBeGreaterThan(0);
    expect(answers.every(({ ok }) => ok)).toBe(true);
    healthy.forEach((socket) => socket.close());
  }, 60_000);

  it('is one too where it comes slowly enough for the bucket to let one through now and then', async () => {
    const line = await hub.as(steady).socket();
    let told: string | null = null;
    const closing = new Promise<void>((resolve) => line.once('closing', ({ code }: { code: string }) => {
      told = code;
      resolve();
    }));
    // A request between two messages paces the flood to some hundreds a second.
    for (let sent = 0; told === null && sent < 8 * BURST; sent += 1) {
      await Promise.race([closing, line.emitWithAck('hub.clock.read', {})]);
      await fetch(`${hub.url}/health/live`);
    }
    expect(told).toBe('flooding');
  }, 60_000);

  it('is the same person at both doors, who is refused over HTTP too and told when to come back', async () => {
    const [answers, other] = [await Promise.all(Array.from({ length: 60 }, () => hub.as(steady).get('/clock'))), await hub.as(room.chair.token ?? '').get('/clock')];
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(10);
    expect(refused.every(({ body, headers }) => body['code'] === 'rate_limited' && Number(headers.get('retry-after')) > 0)).toBe(true);
    expect(other.status).toBe(200);
  });
});

/** A reader on a bare connection, which may stop reading. */
class Staller {
  private text = '';
  readonly ended: Promise<unknown>;

  private constructor(private readonly tcp: Tcp) {
    tcp.on('data', (chunk) => (this.text += chunk.toString('latin1')));
    tcp.on('error', () => undefined);
    this.ended = once(tcp, 'close');
  }

  static async open(token: string, stream: string): Promise<Staller> {
    const { hostname, port } = new URL(hub.url);
    const tcp = connect(Number(port), hostname);
    const staller = new Staller(tcp);
    tcp.write(`GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: ${hostname}:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}\r\n\r\n`);
    await staller.hears('"sid"');
    tcp.write(masked(`40/hub,${JSON.stringify({ token })}`));
    await staller.hears('40/hub');
    tcp.write(masked(`42/hub,7${JSON.stringify(['stream.subscribe', { stream }])}`));
    await staller.hears('43/hub,7');
    return staller;
  }

  stop(): void {
    this.tcp.pause();
  }

  goOn(): void {
    this.tcp.resume();
  }

  /** Whether the hub has closed the line with this code of the WebSocket protocol. */
  sawCode(code: number): boolean {
    return this.text.includes(String.fromCharCode(code >> 8, code & 255));
  }

  private async hears(what: string): Promise<void> {
    while (!this.text.includes(what)) await once(this.tcp, 'data');
  }
}

/** One text frame as clients send it (RFC 6455), masked with zeros. */
function masked(text: string): Buffer {
  const body = Buffer.from(text);
  const head = body.length < 126 ? Buffer.from([0x81, 0x80 | body.length]) : Buffer.from([0x81, 0xfe, body.length >> 8, body.length & 255]);
  return Buffer.concat([head, Buffer.alloc(4), body]);
}

/** Many events at once, as large as they may be. */
async function pourEvents(count: number): Promise<void> {
  const text = '水'.repeat(2_000);
  await hub.app.get(UnitOfWork).run(systemActor('test'), [], async ({ record }) => {
    for (let n = 0; n < count; n += 1) record(council.messagePosted, room.stream, { messageId: newId(), personId: newId() }, { personal: { text } });
  });
}

/** Lines of this process that are cut, by what the hub counts. */
async function cutAsTooSlow(): Promise<number> {
  const text = await (await fetch(`${hub.url}/metrics`)).text();
  return Number(/hub_lines_cut_total\{code="too_slow"\} (\d+)/.exec(text)?.[1] ?? 0);
}

describe('a reader that stops reading', () => {
  it('is cut within the bounds of its backlog, loses nothing, and holds nobody up', async () => {
    const healthy = await bySocket(room.chair, room.stream, await endOf(room.chair, room.stream));
    const from = await endOf(room.secretary, room.stream);
    const staller = await Staller.open(room.secretary.token ?? '', room.stream);
    const before = await cutAsTooSlow();
    staller.stop();
    let poured = 0;
    // The system's own buffers take some megabytes before the hub sees anything wait.
    while ((await cutAsTooSlow()) === before) {
      await pourEvents(50);
      poured += 50;
      expect(poured).toBeLessThan(10_000);
    }
    staller.goOn();
    await staller.ended;
    const truth = await allAfter(room.chair, room.stream, from);
    expect(truth).toHaveLength(poured);
    await healthy.until(({ seen }) => seen.length >= truth.length);
    expect([healthy.faults, healthy.seen]).toEqual([[], truth]);
    await healthy.close();
  }, 180_000);

  it('that reads again in time hears why: 4101, come back and resume', async () => {
    const staller = await Staller.open(room.secretary.token ?? '', room.stream);
    const before = await cutAsTooSlow();
    staller.stop();
    while ((await cutAsTooSlow()) === before) await pourEvents(50);
    staller.goOn();
    await staller.ended;
    expect(staller.sawCode(4101)).toBe(true);
  }, 180_000);
});

describe('many who join at once', () => {
  it('are let in so many a second; the others are told when to come back, each another time', async () => {
    const sockets = await Promise.all(Array.from({ length: 3 * JOINS }, () => hub.as(room.chair.token ?? '').socket()));
    const subscribe = async (at: number): Promise<Reply<contract.Frame>> => (await sockets[at]?.emitWithAck('stream.subscribe', { stream: room.stream })) as Reply<contract.Frame>;
    const replies = await Promise.all(sockets.map((_, at) => subscribe(at)));
    const refused = replies.flatMap((reply) => (reply.ok ? [] : [reply.error]));
    expect(replies.length - refused.length).toBeGreaterThanOrEqual(JOINS - 1);
    expect(refused.length).toBeGreaterThan(JOINS / 2);
    expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(['joins_limited']));
    const hints = refused.map(({ details }) => Number(details?.['retryAfter']));
    expect(hints.every((hint) => hint > 0 && hint < 10)).toBe(true);
    expect(Math.max(...hints) - Math.min(...hints)).toBeGreaterThan(0.5);
    sockets.forEach((socket) => socket.close());
  });
});

/** Frames as a client might send them, and as it never should. */
const namespace = fc.constantFrom('/hub', '/', '/nowhere', '/hub,', '', '/hub?x=1');
const ack = fc.constantFrom('', '0', '7', '99999999999999999999', '-1');
const payload = fc.oneof(
  fc.json({ maxDepth: 5 }), fc.string({ maxLength: 200 }),
  fc.constantFrom('["hub.clock.read",{}]', '["stream.subscribe",{"stream":"meeting:x"}]', '["stream.subscribe"]', '["disconnect"]', '["connect"]', '["error",{}]', '[null]', '[]', '{}', '["__proto__",{"constructor":{}}]', '[{"_placeholder":true,"num":0}]', `["x",${'['.repeat(5_000)}${']'.repeat(5_000)}]`),
);
const frame = fc.oneof(
  fc.tuple(fc.constantFrom('40', '41', '42', '43', '44', '451-', '462-', '45-', '4', '47'), namespace, ack, payload).map(([type, name, id, data]) => `${type}${name}${name === '' ? '' : ','}${id}${data}`),
  fc.constantFrom('2', '2probe', '3', '1', '5', '6', '0{}', 'b', '', '\u0000', '9nonsense', '459999-/hub,["x"]'),
  fc.string({ maxLength: 300 }), fc.uint8Array({ maxLength: 300 }),
);

describe('frames that no client sends', () => {
  it('close at most the line that they come on, in three hundred sessions of them', async () => {
    const witness = await hub.as(room.chair.token ?? '').socket();
    const noted = hub.journal.length;
    await fc.assert(fc.asyncProperty(fc.boolean(), fc.array(frame, { minLength: 1, maxLength: 12 }), async (isSignedIn, frames) => {
      const socket = new WebSocket(`${hub.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
      socket.on('error', () => undefined);
      await once(socket, 'message');
      if (isSignedIn) socket.send(`40/hub,${JSON.stringify({ token: loud })}`);
      for (const one of frames) socket.send(one);
      const closed = once(socket, 'close');
      socket.close();
      await closed;
      expect((await fetch(`${hub.url}/health/live`)).status).toBe(200);
    }), { numRuns: 300 });
    expect(await witness.emitWithAck('hub.clock.read', {})).toMatchObject({ ok: true });
    witness.close();
    expect(hub.journal.slice(noted).filter((line) => /"level":[56]0/.test(line))).toEqual([]);
  }, 180_000);
});

describe('somebody who guesses at the addresses of sinks', () => {
  it('is slowed down by where they come from, when they have guessed wrong too often', async () => {
    const guess = (): Promise<number> => fetch(`${hub.url}/api/v1/sandbox/sinks/${newId()}`, { method: 'POST', body: '{}' }).then(({ status }) => status);
    const answers: number[] = [];
    while (answers.length < BURST + 200) answers.push(...(await Promise.all(Array.from({ length: 50 }, guess))));
    expect([new Set(answers), answers.filter((status) => status === 404).length < BURST + 150]).toEqual([new Set([404, 429]), true]);
  });
});

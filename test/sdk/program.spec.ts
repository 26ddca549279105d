import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import { events, identity } from '#contracts';
import { Hub, verifyWebhook, WebhookRefusal, type Link, type WebhookEvent } from '#sdk';
import { aFeed, settled, subscribe, until, type Feed } from '../events/a-feed.js';
import { startHub, type TestHub } from '../support/hub.js';
import { freePort } from '../support/free-port.js';
import { openSink } from '../support/sink.js';
import { run, runProgram, type SpawnedHub } from '../support/spawn-hub.js';

let hub: TestHub;
let feed: Feed;
let folder: string;
let sdk: Hub;
let settings: Readonly<Record<string, string>>;
const running: SpawnedHub[] = [];

beforeAll(async () => {
  hub = await startHub({ HUB_WEBHOOK_ALLOW: '127.0.0.1' });
  feed = await aFeed(hub);
  folder = mkdtempSync(join(tmpdir(), 'hub-program-'));
  const { key } = await new Hub({ url: hub.url, token: feed.admin.token }).send(identity.createKey, { name: 'program', scopes: ['streams:read', 'events:read', 'events:write', 'alliance:read'] });
  sdk = new Hub({ url: hub.url, key });
  settings = { HUB_URL: hub.url, HUB_KEY: key, HUB_DATA: folder };
}, 240_000);
afterEach(async () => {
  for (const program of running.splice(0)) {
    program.process.kill('SIGKILL');
    await program.exit;
  }
});
afterAll(async () => {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  await hub?.close();
});

function program(...args: string[]): SpawnedHub {
  const started = runProgram(args, settings);
  running.push(started);
  return started;
}

const published = 'alliance.institution.changed.v1';

/** A program of an integrator on this machine, which keeps what it took, over its own end too. */
class Receiver {
  readonly events: WebhookEvent[] = [];
  port = 0;
  private last: Link | null = null;
  private server: Server | null = null;

  constructor(private readonly secret: string) {}

  async open(): Promise<void> {
    this.server = createServer((request, response) => {
      const take = async (): Promise<{ status: number; headers?: object }> => {
        const body = await text(request);
        const headers = request.headers as Record<string, string>;
        // The judges see the request first.
        new Webhook(this.secret).verify(body, headers);
        const taken = await verifyWebhook(headers, body, this.secret, { last: () => this.last });
        this.events.push(...taken.events);
        this.last = taken.link;
        return { status: 204 };
      };
      void take().catch((fault: unknown) => (fault instanceof WebhookRefusal ? fault : { status: 500, headers: {} })).then(({ status, headers }) => response.writeHead(status, { ...headers }).end());
    });
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    if (this.server === null) return;
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  forget(): void {
    this.last = null;
    this.events.length = 0;
  }

  get names(): unknown[] {
    return this.events.map(({ data }) => data?.['name']);
  }
}

const upTo = (count: number): string[] => Array.from({ length: count }, (_, at) => `event ${at + 1}`);

describe('hub tail --feed', () => {
  it('prints what its filter lets through', async () => {
    await feed.publish(2, 900);
    const tail = program('tail', '--feed', '--from', 'earliest', '--types', published);
    await tail.said(/event 901/);
    expect(tail.output()).not.toContain('alliance.institution.registered');
    const wrong = program('tail', '--feed', '--types', 'Not a type');
    expect(await wrong.exit).toBe(1);
    expect(wrong.output()).toMatch(/The filter does not hold: types/);
    const nowhere = program('tail', '--feed', '--from', 'xx');
    expect([await nowhere.exit, nowhere.output()]).toEqual([1, expect.stringMatching(/--from takes earliest, or a position/)]);
  });
});

describe('a hub that nobody has started', () => {
  it.each([['tail', '--feed'], ['rehearse', '--email', 'a@example.org', '--password', 'seven quiet rivers'], ['convoy'], ['replay', '0190a5d0-ac96-774b-bcce-b302099a8057'], ['listen', '--to', 'http://127.0.0.1:1/']])('is said to be none by hub %s, on the port of this machine’s hub', async (...args) => {
    const port = await freePort();
    const { HUB_URL: _, ...local } = settings;
    const { code, output } = await run(args, { ...local, HUB_PORT: String(port) });
    expect([code, output.trim()]).toEqual([1, `Nothing answers on http://127.0.0.1:${port}: start the hub there, or name another by --url or HUB_URL.`]);
  });
});

describe('hub listen', () => {
  it('brings every event to a local port, signed, in order, also what happened while the port or the tunnel was down', async () => {
    const secret = `whsec_${randomBytes(24).toString('base64')}`;
    const receiver = new Receiver(secret);
    await receiver.open();
    const listen = (): SpawnedHub => program('listen', '--to', `http://127.0.0.1:${receiver.port}/hooks`, '--types', published, '--secret', secret);
    const first = listen();
    await until(async () => !(await sdk.list(events.listConsumers, { name: 'listen' }).next()).done);
    await feed.publish(3, 1);
    await first.said(/ 3 alliance\.institution\.changed\.v1 .* → 204/);

    await receiver.close();
    await feed.publish(3, 4);
    await first.said(/ 4 .* → no answer \(ECONNREFUSED\)/);
    await receiver.open();
    await first.said(/ 6 .* → 204/);
    expect(receiver.names).toEqual(upTo(6));

    first.process.kill('SIGTERM');
    await first.exit;
    await feed.publish(2, 7);
    const second = listen();
    await second.said(/ 8 .* → 204/);
    expect(receiver.names).toEqual(upTo(8));
    expect(receiver.events.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);

    // Asked for something else, the tunnel hears that from here on, and says so.
    second.process.kill('SIGTERM');
    await second.exit;
    const other = program('listen', '--to', `http://127.0.0.1:${receiver.port}/hooks`, '--types', 'council.poll.*', '--secret', secret);
    await other.said(/# listen heard .*institution.* so far, and hears \{"types":\["council\.poll\.\*"\]\} from where it has come to/);
    await other.said(/# listening/);
    other.process.kill('SIGTERM');
    await other.exit;
    const third = listen();
    await third.said(/# listening/);

    const beside = listen();
    expect([await beside.exit, beside.output()]).toEqual([1, expect.stringMatching(/^Another hub listen \(process \d+\) has the name listen: end it, or take another --name\./)]);

    // A receiver that begins with nothing asks for delivery 1, and gets the next event as that.
    receiver.forget();
    await feed.publish(1, 9);
    await third.said(/ 1 .* → 204/);
    expect(receiver.names).toEqual(['event 9']);
    await receiver.close();
  });

  it('that is ended while the receiver works begins with that event again, and at once', async () => {
    const secret = `whsec_${randomBytes(24).toString('base64')}`;
    const seen: number[] = [];
    let hangs = true;
    const receiver = createServer((request, response) => void text(request).then((body) => {
      seen.push((JSON.parse(body) as { data: { name: string } }).data.name.length);
      if (!hangs) response.writeHead(204).end();
    }));
    receiver.listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    const listen = (): SpawnedHub => program('listen', '--to', String((receiver.address() as AddressInfo).port), '--types', published, '--secret', secret, '--name', 'slow');
    const first = listen();
    await first.said(/# listening/);
    await feed.publish(3, 8);
    await until(() => seen.length === 1);
    first.process.kill('SIGINT');
    await first.exit;
    hangs = false;
    const second = listen();
    await second.said(/ 3 .* → 204/);
    // `event 8`, `event 9`, `event 10`.
    expect(seen).toEqual([7, 7, 7, 8]);
    expect(second.output()).not.toMatch(/event 10.*event 9/s);
    receiver.closeAllConnections();
    receiver.close();
  });
});

describe('hub replay', () => {
  it('counts, asks, and sends again: the dead ones, or one by its number', async () => {
    const sink = await openSink();
    const { id } = await subscribe(hub, feed.admin, sink.url);
    await feed.publish(4, 100);
    await settled(hub, id, 4);
    await hub.database.sql(`UPDATE events_delivery SET state = 'dead' WHERE subscription_id = $1 AND sequence <= 3`, [id]);
    const first = new Map(sink.posts.map(({ headers, body }) => [Number((JSON.parse(body) as { sequence: string }).sequence), headers['webhook-id']]));

    const unasked = program('replay', id);
    expect(await unasked.exit).toBe(1);
    expect(unasked.output()).toMatch(/^3 dead deliveries fit\.\n.*say --yes/);
    expect(sink.posts).toHaveLength(4);

    const replay = program('replay', id, '--since', '1h', '--yes');
    expect(await replay.exit).toBe(0);
    expect(replay.output()).toBe('3 dead deliveries fit.\n3 are sent again.\n');
    await settled(hub, id, 4);
    expect(sink.posts.slice(4).map(({ headers }) => headers['webhook-id']).sort()).toEqual([1, 2, 3].map((sequence) => first.get(sequence)).sort());

    const one = program('replay', id, '--sequence', '4');
    expect(await one.exit).toBe(0);
    await sink.until(() => sink.posts.length === 8);
    expect(sink.posts.at(-1)?.headers['webhook-id']).toBe(first.get(4));
    const refusals: [string[], RegExp][] = [
      ...['yesterday', '5', '2026', '2026-02-30T00:00:00Z'].map((since): [string[], RegExp] => [['--since', since], /--since takes an instant/]),
      [['--sequence', 'abc'], /--sequence takes the number of a delivery/], [['--sequence', '1', '--only', 'all'], /'--sequence <number>' cannot be used with option '--only <which>'/],
      [['--url', '127.0.0.1:8080'], /127\.0\.0\.1:8080 is no address of a hub: --url \(or HUB_URL\) has the form http:/],
    ];
    for (const [options, told] of refusals) {
      const odd = program('replay', id, '--yes', ...options);
      expect([options, await odd.exit, odd.output()]).toEqual([options, 1, expect.stringMatching(told)]);
    }
    const ever = program('replay', id, '--since', '999999d', '--only', 'all');
    expect([await ever.exit, ever.output()]).toEqual([1, expect.stringMatching(/^4 deliveries fit\./)]);
    expect(sink.posts).toHaveLength(8);
    await sink.close();
  });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { alliance, council, events, identity } from '#contracts';
import { Hub } from '#sdk';
import { aCouncil, type TestCouncil } from '../support/council.js';
import { startHub, type TestHub } from '../support/hub.js';
import { startDoorProxy } from './door-proxy.js';
import { installPackage, type Installed } from './packed.js';

let hub: TestHub;
let room: TestCouncil;
let installed: Installed;

beforeAll(async () => {
  hub = await startHub({ HUB_WEBHOOK_ALLOW: '127.0.0.1' });
  room = await aCouncil(hub);
  installed = await installPackage();
}, 240_000);
afterAll(async () => {
  installed?.remove();
  await hub?.close();
});

/** An example that runs, as it is written, and what it has said. */
class Running {
  private said = '';
  private readonly child;

  constructor(name: string, args: readonly string[], environment: Readonly<Record<string, string>>) {
    this.child = spawn(process.execPath, [`${name}.mjs`, ...args], { cwd: installed.folder, env: { PATH: process.env['PATH'], ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.child.stdout, this.child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => {
      this.said += text;
      this.child.emit('said');
    });
  }

  /** Waits until it has said this, so many times. */
  async says(sign: RegExp, times = 1): Promise<RegExpExecArray> {
    for (;;) {
      const found = [...this.said.matchAll(new RegExp(sign, 'g'))];
      if (found.length >= times) return found[times - 1] as RegExpExecArray;
      if (this.child.exitCode !== null || this.child.signalCode !== null) throw new Error(`it ended without saying ${sign}: ${this.said}`);
      await Promise.race([once(this.child, 'said'), once(this.child, 'exit')]);
    }
  }

  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<string> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const ended = once(this.child, 'exit');
      this.child.kill(signal);
      await ended;
    }
    return this.said;
  }

  async exit(): Promise<number | null> {
    if (this.child.exitCode === null) await once(this.child, 'exit');
    return this.child.exitCode;
  }
}

describe('the examples, as they are written', () => {
  const posted = council.messagePosted.name;
  const running: Running[] = [];
  let sdk: Hub;
  let environment: Record<string, string>;
  const example = (name: string, args: readonly string[] = [], more: Readonly<Record<string, string>> = {}): Running => {
    const one = new Running(name, args, { ...environment, ...more });
    running.push(one);
    return one;
  };
  const post = (text: string) => sdk.send(council.postMessage, { meetingId: room.meetingId, text });

  beforeAll(async () => {
    sdk = new Hub({ url: hub.url, token: room.secretary.token });
    const { key } = await sdk.send(identity.createKey, { name: 'examples', scopes: ['council:read', 'council:write', 'streams:read', 'events:read', 'events:write'] });
    environment = { HUB_URL: hub.url, HUB_KEY: key };
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((one) => one.end('SIGKILL')));
  });

  it('subscribe in ten lines', async () => {
    const subscribe = example('subscribe', [posted]);
    await subscribe.says(/reading after/);
    await post('for who subscribes');
    await subscribe.says(/for who subscribes/);
    expect(await subscribe.end()).not.toContain('council.meeting');
  });

  it('send a command safely', async () => {
    const id = crypto.randomUUID();
    const first = example('send', [room.meetingId, 'sent twice', id]);
    const [, messageId] = await first.says(/written as (\S+),/);
    const again = example('send', [room.meetingId, 'sent twice', id]);
    expect((await again.says(/written as (\S+),/))[1]).toBe(messageId);
    const refused = example('send', [room.meetingId, '']);
    await refused.says(/invalid_input: /);
    expect([await again.exit(), await refused.exit()]).toEqual([0, 1]);
  });

  it('resume across doors, and over their own end', async () => {
    const proxy = await startDoorProxy(hub.url);
    const file = join(installed.folder, 'copy.jsonl');
    const copy = (): { id: string }[] => readFileSync(file, 'utf8').split('\n').slice(0, -1).map((line) => JSON.parse(line) as { id: string });
    const resume = (): Running => example('resume', [room.stream, file], { HUB_URL: proxy.url });
    const first = resume();
    await first.says(/socket: going on/);
    proxy.shut('socket');
    await first.says(/sse: going on/);
    await post('past the first door');
    await first.end('SIGKILL');
    proxy.open('socket');
    await post('while nobody listens');
    const second = resume();
    await second.says(/socket: going on/);
    const truth = (await sdk.page(room.stream, { after: 'earliest' })).data;
    while (copy().length < truth.length) await second.says(/./);
    expect(copy()).toEqual(truth);
    await proxy.close();
  });

  it('work through a durable consumer', async () => {
    const worker = example('worker', ['examples', posted]);
    await post('some work');
    await worker.says(/some work/);
    await worker.end();
    await post('more work');
    const next = example('worker', ['examples', posted]);
    await next.says(/more work/);
    const said = await next.end();
    expect(said).toContain('stopped: what was not finished goes to the next worker');
    expect(said).not.toContain('some work');
  });

  it('receive webhooks in their order, each event once', async () => {
    const file = join(installed.folder, 'received.json');
    const integrator = sdk.as(room.admin.token ?? '');
    const receiver = (secret: string, port = '0'): Running => example('webhook-receiver', [file], { WEBHOOK_SECRETS: secret, PORT: port });
    // It listens before it has its secret, since the hub asks whether it wants events.
    const early = receiver('whsec_bm90IHlldCBrbm93biBhdCBhbGwu');
    const [, url = ''] = await early.says(/listening on (http:\S+)/);
    const { subscriptionId, secret } = await integrator.send(events.createSubscription, { name: 'examples', url, filter: { types: [alliance.institutionChanged.name] }, pace: { ordered: true } });
    const state = async () => (await integrator.ask(events.readSubscription, { subscriptionId })).state;
    while ((await state()) !== 'active') await pause(50);
    await early.end();
    const late = receiver(secret ?? '', new URL(url).port);
    await late.says(/listening/);
    for (let at = 1; at <= 5; at += 1) await integrator.send(alliance.registerInstitution, { name: `Hospital ${at}`, countryCode: 'PK', zone: 'Asia/Karachi' });
    const progress = async () => (await integrator.ask(events.readSubscription, { subscriptionId })).progress;
    for (let at = await progress(); at.sequence < 5 || at.waiting > 0; at = await progress()) await pause(50);
    const received = JSON.parse(readFileSync(file, 'utf8')) as { events: { sequence: number; data: { name: string } }[] };
    expect(received.events.map(({ sequence, data }) => [sequence, data.name])).toEqual([1, 2, 3, 4, 5].map((at) => [at, `Hospital ${at}`]));
  });
});

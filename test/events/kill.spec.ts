import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { newId } from '#kernel';
import { MortalHub } from '../support/mortal-hub.js';
import { claim, type Someone } from '../support/people.js';
import { openSink, willing, type Sink } from '../support/sink.js';

const TYPE = 'alliance.institution.changed.v1';
const SETTINGS = { HUB_WEBHOOK_ALLOW: '127.0.0.1' };
const WORKER = resolve(import.meta.dirname, '../../dist/program/worker.js');

/** A process that does the duties and the jobs of a hub which only answers requests; it uses the hub's own database. */
async function startWorker(hub: MortalHub): Promise<ChildProcess> {
  const child = spawn(process.execPath, [WORKER], { env: { PATH: process.env['PATH'], ...SETTINGS, HUB_DATA: hub.folder }, stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  for await (const text of child.stdout ?? []) if ((said += String(text)).includes('the worker is ready')) break;
  child.stdout?.resume();
  return child;
}

/** Sends a command until it is answered, always under the same id: the hub may be away. */
async function register(admin: Someone, name: string): Promise<void> {
  for (const id = newId(); ; await pause(100)) {
    const answer = await admin.send('alliance.institution.register', { name, countryCode: 'PK', zone: 'Asia/Karachi' }, id).catch(() => null);
    if (answer?.status === 200) return;
    if (answer !== null && answer.status < 500) throw new Error(`it was refused: ${JSON.stringify(answer.body)}`);
  }
}

async function subscribe(hub: MortalHub, admin: Someone, url: string): Promise<string> {
  const { body } = await admin.send<{ subscriptionId: string }>('events.subscription.create', { name: 'Receiver', url, filter: { types: [TYPE] }, pace: { concurrency: 4 } });
  while ((await hub.sql(`SELECT FROM events_subscription WHERE id = $1 AND state = 'active'`, [body.subscriptionId])).length === 0) await pause(50);
  return body.subscriptionId;
}

/** Registers institutions while deliveries are on their way, strikes in the middle, and waits until everything is settled. @returns what is not as it must be */
async function strikeAmongDeliveries(hub: MortalHub, admin: Someone, strike: () => Promise<void>): Promise<Wrongs> {
  const sink = await openSink((got, reply) => void setTimeout(() => willing(got, reply), got.method === 'POST' ? 40 : 0));
  const id = await subscribe(hub, admin, sink.url);
  const names = Array.from({ length: 60 }, (_, n) => `Hospital ${id} ${n}`);
  const waiting = [...names];
  const registering = Array.from({ length: 3 }, async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) await register(admin, name);
  });
  await sink.until(() => sink.posts.length >= 15);
  await strike();
  await Promise.all(registering);
  await settled(hub, id, names.length);
  const wrongs = await lookAt(hub, { id, sink, names });
  await sink.close();
  return wrongs;
}

async function settled(hub: MortalHub, id: string, many: number): Promise<void> {
  for (;;) {
    const rows = await hub.sql<{ state: string; count: number }>('SELECT state, count(*)::int AS count FROM events_delivery WHERE subscription_id = $1 GROUP BY state', [id]).catch(() => []);
    const { pending = 0, ...done } = Object.fromEntries(rows.map(({ state, count }) => [state, count])) as Record<string, number>;
    if (pending === 0 && Object.values(done).reduce((sum, count) => sum + count, 0) >= many) return;
    await pause(100);
  }
}

interface Wrongs {
  /** Names that the hub acknowledged and that are not in the log once. */
  readonly unlogged: readonly string[];
  /** Events that neither came under their own id nor stand in the dead letters. */
  readonly lost: readonly string[];
  /** Events that came under several numbers, and requests whose id is not their event's. */
  readonly doubled: readonly string[];
}
const none: Wrongs = { unlogged: [], lost: [], doubled: [] };

async function lookAt(hub: MortalHub, { id, sink, names }: { id: string; sink: Sink; names: readonly string[] }): Promise<Wrongs> {
  const log = await hub.sql<{ id: string; name: string }>(`SELECT id, data->>'name' AS name FROM log_event WHERE type = $1 AND data->>'name' LIKE $2`, [TYPE, `Hospital ${id} %`]);
  const dead = await hub.sql<{ event_id: string }>(`SELECT event_id FROM events_delivery WHERE subscription_id = $1 AND state = 'dead'`, [id]);
  const came = new Map<string, Set<string>>();
  for (const { headers, body } of sink.posts) {
    const event = JSON.parse(body) as { id: string; sequence: string };
    const key = headers['webhook-id'] === event.id ? event.id : `${event.id} as ${headers['webhook-id']}`;
    came.set(key, (came.get(key) ?? new Set()).add(event.sequence));
  }
  const reached = new Set([...came.keys(), ...dead.map(({ event_id }) => event_id)]);
  const known = new Set(log.map((event) => event.id));
  return {
    unlogged: names.filter((name) => log.filter((event) => event.name === name).length !== 1),
    lost: log.map((event) => event.id).filter((event) => !reached.has(event)),
    doubled: [...came].filter(([event, sequences]) => sequences.size > 1 || !known.has(event)).map(([event]) => event),
  };
}

describe('a kill in the middle of deliveries', () => {
  let hub: MortalHub;
  let admin: Someone;
  beforeAll(async () => {
    hub = await MortalHub.start(SETTINGS);
    admin = await claim(hub);
  }, 240_000);
  afterAll(() => hub.close(), 60_000);

  it('of the hub loses no event, and makes none another', async () => {
    const wrongs = await strikeAmongDeliveries(hub, admin, async () => {
      hub.kill();
      await hub.restart();
    });
    expect(wrongs).toEqual(none);
  });

  it('of the database loses no event, and makes none another', async () => {
    const { pid } = hub.process;
    expect(await strikeAmongDeliveries(hub, admin, async () => void process.kill(hub.databasePid, 'SIGKILL'))).toEqual(none);
    expect([hub.process.pid, hub.process.exitCode]).toEqual([pid, null]);
  });
});

describe('a kill in the middle of deliveries, where a worker of its own makes them', () => {
  it('of the worker loses no event, and makes none another', async () => {
    const hub = await MortalHub.start({ ...SETTINGS, HUB_DUTIES: 'off' });
    let worker = await startWorker(hub);
    try {
      const admin = await claim(hub);
      const wrongs = await strikeAmongDeliveries(hub, admin, async () => {
        worker.kill('SIGKILL');
        await once(worker, 'exit');
        worker = await startWorker(hub);
      });
      expect(wrongs).toEqual(none);
    } finally {
      worker.kill('SIGTERM');
      await once(worker, 'exit');
      await hub.close();
    }
  });
});

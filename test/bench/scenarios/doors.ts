import { spawn } from 'node:child_process';
import type { Read, Task } from '../harness/door-reader.js';
import { CLIENT_CORE } from '../harness/load-client.js';
import { meter } from '../harness/processor.js';
import { single, type Row } from '../harness/rows.js';
import type { Bench, Scenario } from '../harness/run.js';
import type { Server } from '../harness/server.js';
import { tokenOf } from '../harness/token.js';

type Measured = Read & { readonly cost: number; readonly withDatabase: number };

/** The doors that integrators read by: pages of a log that is there already, and event streams that come back all at once. */
export const doors: Scenario = {
  title: 'doors: pull and server-sent events',
  names: ['pull.', 'sse.'],
  measure: async (run) => {
    const hub = await run.server('hub');
    return [...(await warm(run, hub)), ...(await back(run, hub))];
  },
};

const PAGE = 1_000;

async function warm(run: Bench, hub: Server): Promise<Row[]> {
  const events = run.quick ? 20_000 : 100_000;
  const stream = 'bench:warm0';
  await hub.call('fill', { stream, events });
  const rounds: Measured[] = [];
  // What runs first would run on cold code and a cold cache.
  for (let round = 0; round <= run.rounds; round += 1) rounds.push(await read(run, hub, { port: hub.port, stream, kind: 'pull', events, limit: PAGE }));
  rounds.shift();
  const note = `${events.toLocaleString('en')} events of 300 bytes, pages of ${PAGE} over one line that is kept alive, each parsed; hub and database on one core`;
  return [
    single({ area: 'realtime', name: 'pull.warm', unit: 'events/s', better: 'higher', goal: 20_000, note }, rounds.map((one) => one.events / one.seconds)),
    single({ area: 'realtime', name: 'pull.warm.wrong', unit: 'events', better: 'lower', goal: 0, note: 'missing, doubled or out of order' }, rounds.map((one) => one.wrong)),
    single({ area: 'realtime', name: 'pull.warm.cpu', unit: 'us/event', better: 'lower', note: 'of the hub’s process' }, rounds.map((one) => one.cost)),
    single({ area: 'realtime', name: 'pull.warm.cpu-with-database', unit: 'us/event', better: 'lower', note: 'of the hub’s process and PostgreSQL’s' }, rounds.map((one) => one.withDatabase)),
  ];
}

const READERS = 1_000;
const MISSED = 50;

async function back(run: Bench, hub: Server): Promise<Row[]> {
  const rounds: Measured[] = [];
  for (let round = 0; round <= Math.min(3, run.rounds); round += 1) {
    const stream = `bench:resume${round}x0`;
    await hub.call('fill', { stream, events: 1 });
    const page = await fetch(`http://127.0.0.1:${hub.port}/api/v1/streams/${stream}/events?limit=1`, { headers: { authorization: `Bearer ${tokenOf(0)}` } });
    const { iterator } = (await page.json()) as { iterator: string };
    rounds.push(await read(run, hub, { port: hub.port, stream, kind: 'resume', events: 1 + MISSED, readers: READERS, since: iterator }));
  }
  rounds.shift();
  const note = `${READERS} people who were cut connect at once with Last-Event-ID and read the ${MISSED} events that they missed, until the last of them has the last`;
  return [
    single({ area: 'realtime', name: `sse.resume.${READERS}`, unit: 'ms', better: 'lower', goal: 2_000, note }, rounds.map((one) => one.seconds * 1_000)),
    single({ area: 'realtime', name: 'sse.resume.lost-or-doubled', unit: 'events', better: 'lower', goal: 0 }, rounds.map((one) => one.wrong)),
    single({ area: 'realtime', name: 'sse.resume.cpu', unit: 'us/reader', better: 'lower', note: 'of the hub’s process' }, rounds.map((one) => (one.cost * one.events) / READERS)),
    single({ area: 'realtime', name: 'sse.resume.cpu-with-database', unit: 'us/reader', better: 'lower', note: 'of the hub’s process and PostgreSQL’s' }, rounds.map((one) => (one.withDatabase * one.events) / READERS)),
  ];
}

/** Lets a reader in a process of its own do its task, and measures what that cost the hub. */
async function read(run: Bench, hub: Server, task: Task): Promise<Measured> {
  const database = await hub.call<number>('database');
  const reader = spawn('taskset', ['-c', CLIENT_CORE, process.execPath, 'var/bench/app/harness/door-reader.js', JSON.stringify(task)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const ended = new Promise<never>((_, reject) => reader.once('exit', () => reject(new Error('the reader ended before it had told anything'))));
  const told = async (): Promise<unknown> => Promise.race([ended, new Promise((resolve) => reader.once('message', resolve))]);
  if (task.kind === 'resume') {
    await told();
    await hub.call('fill', { stream: task.stream, events: MISSED });
  }
  const watch = meter({ server: hub.pid, database, client: reader.pid });
  reader.send('come back');
  const done = (await told()) as Read;
  ended.catch(() => undefined);
  const load = watch.stop();
  run.saw(load.foreign);
  const each = (cores: number): number => (cores * load.seconds * 1e6) / done.events;
  return { ...done, cost: each(load.server), withDatabase: each(load.server + load.database) };
}

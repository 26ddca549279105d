import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { io, type Socket } from 'socket.io-client';
import type { Bench, Scenario } from '../harness/run.js';
import { paired, single, type Row } from '../harness/rows.js';
import type { Server } from '../harness/server.js';

const REDIS = '/usr/bin/redis-server';
const PORT = 24_380;
/** Recipients of one event, and how many of them the slow way is measured with. */
const PEOPLE = 10_000;
const EACH = 1_000;

interface Told { readonly enqueued: number; readonly drained: number }

/** From what happened to somebody's device; and one event of ten thousand people, beside one job for each of them. */
export const notices: Scenario = {
  title: 'notices: one person at a low rate, ten thousand at once beside one job for each, on PostgreSQL and on Redis',
  names: ['notices.'],
  measure: async (run) => {
    const rows = await onBackend(run, 'postgresql', {});
    if (!existsSync(REDIS)) {
      run.say('  redis-server is not installed (node test/support/install-redis.mjs): the rows of Redis are left out');
      return rows;
    }
    const folder = mkdtempSync(join(tmpdir(), 'bench-redis-'));
    const redis = spawn('taskset', ['-c', '0', REDIS, '--port', String(PORT), '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'yes', '--appendfsync', 'everysec'], { stdio: 'ignore' });
    try {
      rows.push(...(await onBackend(run, 'redis', { REDIS_URL: `redis://127.0.0.1:${PORT}` })));
    } finally {
      redis.kill('SIGKILL');
      await once(redis, 'exit');
      rmSync(folder, { recursive: true, force: true });
    }
    return rows;
  },
};

async function onBackend(run: Bench, backend: string, settings: Readonly<Record<string, string>>): Promise<Row[]> {
  const folder = `var/bench/notices-${backend}`;
  rmSync(folder, { recursive: true, force: true });
  const server = await run.fresh('notices', { HUB_DATA: folder, HUB_RATE_PER_SECOND: '10000', HUB_RATE_BURST: '100000', ...settings });
  try {
    const rows = [await arrival(run, server, folder, backend)];
    return [...rows, ...(await crowd(run, server, backend))];
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One notice every tenth of a second: from its event's being recorded to the device's having it. */
async function arrival(run: Bench, server: Server, folder: string, backend: string): Promise<Row> {
  const { personId, socket, arrived } = await deviceOf(server, folder);
  const many = run.quick ? 50 : 200;
  const tellMany = async (times: number): Promise<number[]> => {
    const took: number[] = [];
    for (let n = 0; n < times; n += 1) {
      const coming = arrived();
      const at = await server.call<number>('tellPerson', { personId });
      took.push(((await coming) - at) / 1_000);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return took;
  };
  // The first ones find a hub that has just started: no plan made, no code compiled.
  await tellMany(50);
  const took = await run.measured(await watch(server), () => tellMany(many));
  socket.close();
  const p95 = took.sort((a, b) => a - b)[Math.floor(took.length * 0.95)] ?? NaN;
  return single({ area: 'notifications', name: `notices.arrival.${backend}`, unit: 'ms p95', better: 'lower', goal: 100, note: `${many} notices, ten a second; event to inbox to socket` }, [p95]);
}

async function crowd(run: Bench, server: Server, backend: string): Promise<Row[]> {
  const watched = await watch(server);
  const [enqueued, ways, each]: [number[], number[], number[]] = [[], [], []];
  await server.call('tell', { people: 500 });
  await server.call('tellEach', { people: 100 });
  for (let round = 0; round < (run.quick ? 1 : 3); round += 1) {
    await run.measured(watched, async () => {
      const told = await server.call<Told>('tell', { people: PEOPLE });
      enqueued.push(told.enqueued);
      ways.push(told.drained / PEOPLE);
    });
    await run.measured(watched, async () => each.push((await server.call<number>('tellEach', { people: EACH })) / EACH));
  }
  const perThousand = (values: readonly number[]): number[] => values.map((value) => value * PEOPLE);
  return [
    single({ area: 'notifications', name: `notices.enqueue.${backend}`, unit: 's', better: 'lower', goal: 1, note: `${PEOPLE} recipients: from the event to the notice that stands with all of them, whatever dies next` }, enqueued),
    paired({ area: 'notifications', name: `notices.drain.${backend}`, unit: 's', better: 'lower', goal: 0.05, peer: 'one job each', note: `${PEOPLE} recipients: entries, announcements, mails; the slow way was measured with ${EACH}, its entries and mails already written down` }, perThousand(ways), perThousand(each)),
  ];
}

async function watch(server: Server): Promise<{ server: number; database: number }> {
  return { server: server.pid, database: await server.call<number>('database') };
}

/** Somebody's device, which follows their own stream. `arrived` resolves with the instant (µs) of the next arrival. */
async function deviceOf(server: Server, folder: string): Promise<{ personId: string; socket: Socket; arrived: () => Promise<number> }> {
  const url = `http://127.0.0.1:${server.port}`;
  const token = readFileSync(join(folder, 'setup-link'), 'utf8').trim().split('#')[1];
  const answer = await fetch(`${url}/api/v1/setup`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ token, name: 'Administrator', email: 'admin@example.org', password: 'seven quiet rivers at dawn', as: 'token' }),
  });
  const signedIn = (await answer.json()) as { personId: string; token: string };
  const socket = io(`${url}/hub`, { transports: ['websocket'], auth: { token: signedIn.token } });
  await new Promise((resolve) => socket.once('connect', () => resolve(undefined)));
  await socket.emitWithAck('stream.subscribe', { stream: `person:${signedIn.personId}` });
  return {
    personId: signedIn.personId, socket,
    arrived: () => new Promise((resolve) => {
      const look = ({ events }: { events: { type: string }[] }): void => {
        if (!events.some(({ type }) => type === 'notifications.inbox.arrived.v1')) return;
        socket.off('events', look);
        resolve(Number(process.hrtime.bigint() / 1_000n));
      };
      socket.on('events', look);
    }),
  };
}

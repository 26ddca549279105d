import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench, Scenario } from '../harness/run.js';
import { paired, type Row } from '../harness/rows.js';

const REDIS = '/usr/bin/redis-server';
const PORT = 24_379;

/** Jobs that do nothing through the hub's queue, beside BullMQ alone on the same backend, in one process and in turn. */
export const queue: Scenario = {
  title: 'queue: jobs added in pages and carried out, beside bare BullMQ',
  names: ['queue.'],
  measure: async (run) => {
    const rows = [await pipeline(run, 'postgresql', {}, run.quick ? 500 : 2_000)];
    if (!existsSync(REDIS)) {
      run.say('  redis-server is not installed (node test/support/install-redis.mjs): the rows of Redis are left out');
      return rows;
    }
    const folder = mkdtempSync(join(tmpdir(), 'bench-redis-'));
    const redis = spawn('taskset', ['-c', '0', REDIS, '--port', String(PORT), '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'yes', '--appendfsync', 'everysec'], { stdio: 'ignore' });
    try {
      rows.push(await pipeline(run, 'redis', { REDIS_URL: `redis://127.0.0.1:${PORT}` }, run.quick ? 3_000 : 10_000));
    } finally {
      redis.kill('SIGKILL');
      await once(redis, 'exit');
      rmSync(folder, { recursive: true, force: true });
    }
    return rows;
  },
};

async function pipeline(run: Bench, backend: string, settings: Readonly<Record<string, string>>, many: number): Promise<Row> {
  const folder = `var/bench/queue-${backend}`;
  rmSync(folder, { recursive: true, force: true });
  const server = await run.fresh('queue', { HUB_DATA: folder, ...settings });
  const watched = { server: server.pid, database: await server.call<number>('database') };
  const rates: Record<'hub' | 'bare', number[]> = { hub: [], bare: [] };
  // The first of each is slow.
  for (const side of ['hub', 'bare'] as const) await server.call(side, { many: 300 });
  for (let round = 0; round < run.rounds; round += 1) {
    const sides = round % 2 === 0 ? (['hub', 'bare'] as const) : (['bare', 'hub'] as const);
    for (const side of sides) await run.measured(watched, async () => rates[side].push(await server.call<number>(side, { many })));
  }
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
  return paired({ area: 'queue', name: `queue.pipeline.${backend}`, unit: 'jobs/s', better: 'higher', peer: 'bare BullMQ', goal: 0.8, note: 'contract checked in and out, an id of its own for each job, bounded runs, metrics' }, rates.hub, rates.bare);
}

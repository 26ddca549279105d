import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { startRedis, type TestRedis } from '../support/redis.js';
import { Ground, idle, letters, type Stage } from './ground.js';
import { anId, noted, until, type QueueHub } from './queue-hub.js';

const ROOT = resolve(import.meta.dirname, '../..');

type Word = { ready?: true; began?: string; ended?: string };

/** Starts a worker in a process of its own; it says what it does. */
function startWorker(hub: QueueHub, settings: Readonly<Record<string, string>>, onWord: (word: Word) => void): ChildProcess {
  if (!existsSync(resolve(ROOT, 'dist/libs/queue/src/index.js'))) throw new Error('this test runs the built hub: npm run build makes it, and npm test builds first');
  const worker = spawn(process.execPath, [resolve(ROOT, 'test/queue/mortal-worker.mjs')], {
    cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit', 'ipc'], env: { PATH: process.env['PATH'], ADDRESS: JSON.stringify(hub.database.address), SETTINGS: JSON.stringify(settings) },
  });
  return worker.on('message', onWord);
}

const backends: [string, () => Promise<Stage>][] = [
  ['PostgreSQL', async () => ({ settings: {}, clear: async () => undefined, close: async () => undefined })],
  ['Redis', async () => {
    const redis: TestRedis = await startRedis();
    return { settings: { REDIS_URL: redis.url }, clear: () => redis.flush(), close: () => redis.close() };
  }],
];

describe.each(backends)('a worker that is killed on %s', (backend, open) => {
  let stage: Stage | undefined;
  const ground = new Ground(backend, async () => (stage = await open()));

  it('four times in the middle of its work loses no effect and doubles none', async () => {
    const hub = await ground.start({ settings: { HUB_DUTIES: 'off' } });
    await hub.database.sql('CREATE TABLE test_effect (id uuid NOT NULL); GRANT ALL ON test_effect TO hub_app');
    const ids = Array.from({ length: 24 }, anId);
    await hub.jobs.addAll(noted, ids.map((id) => ({ data: { id } })));
    const runs: string[] = [];
    for (let life = 1; life <= 5; life += 1) {
      let heard = 0;
      const worker = startWorker(hub, stage?.settings ?? {}, ({ began, ended }) => {
        if (began !== undefined) runs.push(began);
        // One dies before an effect has been committed, the next after one has and before its job is done.
        if (life < 5 && (life % 2 === 0 ? ended : began) !== undefined && (heard += 1) === 3) worker.kill('SIGKILL');
      });
      if (life < 5) await once(worker, 'exit');
      else {
        await until(() => idle(hub));
        worker.kill('SIGKILL');
        await once(worker, 'exit');
      }
    }
    expect(runs.length).toBeGreaterThan(ids.length);
    expect((await hub.database.sql<{ id: string }>('SELECT id FROM test_effect ORDER BY id')).map(({ id }) => id)).toEqual([...ids].sort());
    expect(await letters(hub)).toEqual([]);
  }, 180_000);
});

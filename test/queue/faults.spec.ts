import { startRedis, startRedisCluster, type TestRedis } from '../support/redis.js';
import { Ground, idle, letters, ran, states } from './ground.js';
import { anId, noted, until } from './queue-hub.js';

describe('a queue whose backend is cut', () => {
  const ground = new Ground('PostgreSQL', async () => ({ settings: {}, clear: async () => undefined, close: async () => undefined }));

  it('hears of new jobs again when the server has ended the line that listens', async () => {
    const hub = await ground.start();
    const listens = `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'jobs'`;
    await until(async () => (await hub.database.sql(listens)).length > 0);
    const [before] = await hub.database.sql<{ pid: number }>(listens);
    await hub.database.sql('SELECT pg_terminate_backend($1)', [before?.pid]);
    const id = anId();
    await hub.jobs.add(noted, { id });
    await ran(hub, id);
    await until(async () => (await hub.database.sql<{ pid: number }>(listens)).some(({ pid }) => pid !== before?.pid));
    const next = anId();
    await hub.jobs.add(noted, { id: next });
    await ran(hub, next);
    expect(hub.handler.runs.map(({ data }) => data.id)).toEqual([id, next]);
  });

  it('goes on when the server has ended all its lines', async () => {
    const hub = await ground.start();
    // The queue that the test looks through is made before the cut: BullMQ never mends one that is cut while it is made.
    await states(hub);
    const ids = Array.from({ length: 20 }, anId);
    hub.handler.script = () => new Promise((resolve) => setTimeout(resolve, 20));
    await hub.jobs.addAll(noted, ids.map((id) => ({ data: { id } })));
    await until(() => hub.handler.runs.length > 0);
    await hub.database.sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name IN ('hub queue', 'jobs')`);
    await until(async () => ids.every((id) => hub.handler.of(id).length > 0) && (await idle(hub).catch(() => false)));
    expect(await letters(hub)).toEqual([]);
  });
});

describe.each([['Redis', startRedis], ['a Redis Cluster', startRedisCluster]])('a queue on %s', (name, open: () => Promise<TestRedis>) => {
  let redis: TestRedis;
  const ground = new Ground(name, async () => {
    redis = await open();
    return { settings: { REDIS_URL: redis.url }, clear: () => redis.flush(), close: () => redis.close() };
  });

  it('that is emptied runs again what is added again, as a sweeper does', async () => {
    const hub = await ground.start();
    const ids = Array.from({ length: 10 }, anId);
    const add = (): Promise<void> => hub.jobs.addAll(noted, ids.map((id) => ({ data: { id }, options: { key: id } })));
    await hub.jobs.addAll(noted, ids.map((id) => ({ data: { id }, options: { key: id, delay: 600_000 } })));
    await redis.flush();
    expect(await states(hub)).toEqual({ waiting: 0, active: 0, delayed: 0 });
    await add();
    await until(async () => ids.every((id) => hub.handler.of(id).length === 1) && (await idle(hub)));
    expect(hub.handler.runs).toHaveLength(ids.length);
  });

  it('that is emptied under a job that runs ends it as if nothing had been, and takes the next of its key', async () => {
    const hub = await ground.start();
    const id = anId();
    let end = (): void => undefined;
    const held = new Promise<void>((resolve) => { end = resolve; });
    hub.handler.script = ({ n }) => (n === 1 ? held : Promise.resolve());
    await hub.jobs.add(noted, { id, n: 1 }, { key: 'one' });
    await ran(hub, id);
    await redis.flush();
    await hub.jobs.add(noted, { id, n: 2 }, { key: 'one' });
    await ran(hub, id, 2);
    end();
    await hub.jobs.add(noted, { id, n: 3 }, { key: 'one' });
    await ran(hub, id, 3);
    expect(await letters(hub)).toEqual([]);
  });

  it('that is away refuses at once what is added, and goes on when it is back', async () => {
    const hub = await ground.start();
    await redis.kill();
    await expect(hub.jobs.add(noted, { id: anId() })).rejects.toMatchObject({ code: 'unavailable' });
    await redis.restart();
    const id = anId();
    await until(() => hub.jobs.add(noted, { id }, { key: 'one' }).then(() => true, () => false));
    await ran(hub, id);
    expect(hub.handler.of(id).length).toBeGreaterThan(0);
  }, 120_000);
});


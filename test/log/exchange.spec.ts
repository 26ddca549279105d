import type pg from 'pg';
import { Database } from '#db';
import { systemActor } from '#kernel';
import { aStream, logHub, said, somebody, until, type LogHub } from './log-hub.js';

let hub: LogHub;
beforeAll(async () => {
  hub = await logHub();
  await hub.database.sql('CREATE TABLE mark (n int CONSTRAINT mark_once UNIQUE, note text)');
  await hub.database.sql('GRANT SELECT, INSERT ON mark TO hub_app');
});
afterAll(() => hub.close());
beforeEach(() => hub.database.sql('TRUNCATE mark'));

const MARK = 'INSERT INTO mark VALUES ($1, $2)';
const mark = (n: number, note: string | null = null) => ({ text: MARK, values: [String(n), note] });

/** One transaction that changes nothing until its COMMIT: marks these numbers and records one event. */
function markAtTheEnd(stream: string, ...numbers: number[]): Promise<void> {
  return hub.unitOfWork.run(somebody, [], async (work) => {
    for (const n of numbers) work.last(mark(n));
    work.record(said, stream, { n: numbers[0] ?? 0 });
  });
}

/** Until all statements of it are prepared: those that come three times are. */
async function practise(): Promise<void> {
  for (let n = 1; n <= 4; n += 1) await markAtTheEnd(aStream(), -n);
}

/** How often the connection that works next sends something and waits for the answer. */
async function exchanges(work: () => Promise<unknown>): Promise<number> {
  const client = await hub.get(Database).pool.connect();
  client.release();
  const { connection } = client;
  let sent = 0;
  const counted = <P extends unknown[]>(send: (...parts: P) => void) => (...parts: P): void => {
    sent += 1;
    send.apply(connection, parts);
  };
  Object.assign(connection, { sync: counted(connection.sync), query: counted(connection.query) });
  await work();
  return sent;
}

async function marked(): Promise<number[]> {
  return (await hub.database.sql<{ n: number }>('SELECT n FROM mark WHERE n > 0 ORDER BY n')).map(({ n }) => n);
}

describe('statements that travel together', () => {
  it('cost one exchange at the BEGIN and one at the COMMIT', async () => {
    const stream = aStream();
    await hub.say(stream, 0);
    await practise();
    await expect(exchanges(() => markAtTheEnd(stream, 1, 2))).resolves.toBe(2);
    expect(await marked()).toEqual([1, 2]);
    expect(await hub.reader.read(stream, 0, 9)).toHaveLength(2);
  });

  it('are all undone when one of them fails, and the connection serves the next', async () => {
    const stream = aStream();
    await hub.say(stream, 0);
    await practise();
    await expect(markAtTheEnd(stream, 1, 2, 2, 3)).rejects.toMatchObject({ code: '23505', constraint: 'mark_once' });
    expect(await marked()).toEqual([]);
    await markAtTheEnd(stream, 4);
    expect(await marked()).toEqual([4]);
    expect((await hub.reader.read(stream, 0, 9)).map(({ envelope }) => envelope.data['n'])).toEqual([0, 4]);
    expect(await hub.database.sql(`SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'hub' AND state LIKE 'idle in%'`)).toEqual([]);
  });

  it('refuse to commit what a swallowed fault has undone', async () => {
    await practise();
    await expect(hub.unitOfWork.run(somebody, [], async (work) => {
      await work.db.query('SELECT 1 / 0').catch(() => undefined);
      work.last(mark(7));
    })).rejects.toMatchObject({ code: '25P02' });
    expect(await marked()).toEqual([]);
  });

  it('are prepared anew on a new connection', async () => {
    await practise();
    await hub.database.sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'hub'`);
    await until(async () => markAtTheEnd(aStream(), 5).then(() => true, () => false));
    expect(await marked()).toEqual([5]);
    await practise().catch(() => undefined);
    await expect(exchanges(() => markAtTheEnd(aStream(), 6))).resolves.toBe(2);
  });

  it('name nobody to the next transaction of the connection', async () => {
    const asking = { text: `SELECT current_setting('hub.actor', true) AS actor, current_setting('hub.person', true) AS person` };
    const told = (actor = somebody) => hub.get(Database).transaction(actor, [], async (_, opened) => opened[0], 'write', { opening: [asking] });
    for (let n = 0; n < 4; n += 1) await told();
    expect(await told()).toEqual({ actor: somebody.actor, person: somebody.personId });
    expect(await told(systemActor('test'))).toEqual({ actor: 'system:test', person: '' });
    expect((await hub.get(Database).pool.query(asking.text)).rows).toEqual([{ actor: '', person: '' }]);
  });
});

describe('a statement that is prepared', () => {
  const read = (): Promise<unknown> => hub.unitOfWork.run(somebody, [], ({ db }) => db.query('SELECT * FROM mark WHERE n > $1 ORDER BY n', [0]));

  it('answers as one that is not: numbers, nulls, and no row', async () => {
    const first = await read();
    await markAtTheEnd(aStream(), 1);
    await hub.unitOfWork.run(somebody, [], async (work) => work.last(mark(2, 'a "note"\n')));
    const rows = [{ n: 1, note: null }, { n: 2, note: 'a "note"\n' }];
    for (let n = 0; n < 5; n += 1) expect(await read()).toEqual(rows);
    await hub.database.sql('TRUNCATE mark');
    expect([first, await read()]).toEqual([[], []]);
  });

  it('reads a table that a migration has changed, once it was told that it may not go on', async () => {
    for (let n = 0; n < 5; n += 1) await read();
    await markAtTheEnd(aStream(), 3);
    await hub.database.sql('ALTER TABLE mark ADD COLUMN said text[]');
    await hub.database.sql(`UPDATE mark SET said = '{a,b}'`);
    await expect(read()).rejects.toThrow('cached plan must not change result type');
    for (let n = 0; n < 5; n += 1) expect(await read()).toEqual([{ n: 3, note: null, said: ['a', 'b'] }]);
  });
});

describe('more statements than a connection keeps plans of', () => {
  interface Known { readonly statement: string; readonly at: string }
  const MOST = 256;
  const adding = (n: number): string => `SELECT $1::int + ${n} AS sum`;
  let client: pg.PoolClient;
  beforeAll(async () => {
    client = await hub.get(Database).pool.connect();
  });
  afterAll(() => client.release());

  /** What the server has prepared for the connection. Asked without values, so that it is not prepared itself. */
  const known = async (): Promise<Known[]> => (await client.query<Known>('SELECT statement, prepare_time::text AS at FROM pg_prepared_statements')).rows;
  const add = async (n: number): Promise<number> => (await client.query<{ sum: number }>(adding(n), [1])).rows[0]!.sum;
  const often = async (n: number): Promise<void> => {
    for (let times = 0; times < 4; times += 1) expect(await add(n)).toBe(n + 1);
  };

  it('leave prepared what is used all the time, and prepare what comes now instead of what came long ago', async () => {
    await often(0);
    const before = (await known()).find(({ statement }) => statement === adding(0))?.at;
    expect(before).toBeDefined();
    const most: number[] = [];
    for (let n = 1; n <= MOST + 44; n += 1) {
      await often(n);
      await add(0);
      if (n % 20 === 0) most.push((await known()).length);
    }
    const now = await known();
    expect(Math.max(...most)).toBe(MOST);
    expect([now.length, now.find(({ statement }) => statement === adding(0))?.at]).toEqual([MOST, before]);
    const texts = now.map(({ statement }) => statement);
    expect([1, 10, MOST + 20, MOST + 44].map((n) => texts.includes(adding(n)))).toEqual([false, false, true, true]);
    await often(1);
    expect((await known()).map(({ statement }) => statement)).toContain(adding(1));
  });

  it('are answered in turn, however many are asked at once', async () => {
    const asked = Array.from({ length: 3 * MOST * 4 }, (_, at) => at % (3 * MOST));
    expect(await Promise.all(asked.map(add))).toEqual(asked.map((n) => n + 1));
    expect((await known()).length).toBeLessThanOrEqual(MOST);
    expect(await add(0)).toBe(1);
  });
});

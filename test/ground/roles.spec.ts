import { checkServer, connect, Database, dataSourceOptions, dbMigrations, refuseOn, sqlMigration, StartFault } from '#db';
import { readSettings } from '#config';
import { DomainError, systemActor, type Principal } from '#kernel';
import { DataSource } from 'typeorm';
import { freshDatabase, type TestDatabase } from '../support/database.js';

/** A table as every lib makes them: granted, and held by a policy. */
const notes = sqlMigration(1763770999000, 'test notes', '0.1.0', /* sql */ `
  CREATE TABLE test_note (id uuid PRIMARY KEY, meeting_id uuid NOT NULL, text text NOT NULL CONSTRAINT note_not_empty CHECK (text <> ''));
  ALTER TABLE test_note ENABLE ROW LEVEL SECURITY;
  ALTER TABLE test_note FORCE ROW LEVEL SECURITY;
  CREATE POLICY granted ON test_note USING (hub_system() OR meeting_id = ANY (hub_granted()));
  GRANT SELECT, INSERT ON test_note TO hub_app;`);

const meeting = '0198a2b4-7c1e-7d3a-9f00-1c2d3e4f5a6b';
const other = '0198a2b4-7c1e-7d3a-9f00-1c2d3e4f5a6c';
const person: Principal = { actor: 'person:0198a2b4-7c1e-7d3a-9f00-000000000001', personId: '0198a2b4-7c1e-7d3a-9f00-000000000001', institutionIds: [], roles: ['coordinator'], scopes: null, credential: null };

let db: TestDatabase;
let source: DataSource;
let database: Database;

beforeAll(async () => {
  readSettings({}, () => '');
  db = await freshDatabase([...dbMigrations, notes]);
  source = await new DataSource(dataSourceOptions({ entities: [], address: db.address })).initialize();
  database = new Database(source, db.address);
  await db.sql(`INSERT INTO test_note VALUES (gen_random_uuid(), $1, 'ours'), (gen_random_uuid(), $2, 'theirs')`, [meeting, other]);
});

afterAll(async () => {
  await source.destroy();
  await db.drop();
});

describe('the role that the hub works as', () => {
  it('sees no row before a transaction says for whom it runs', async () => {
    expect(await db.asApp(null, [], 'SELECT * FROM test_note')).toHaveLength(0);
  });

  it('sees what was granted to the actor, and nothing else', async () => {
    const rows = await db.asApp<{ text: string }>(person, [meeting], 'SELECT text FROM test_note');
    expect(rows).toEqual([{ text: 'ours' }]);
    expect(await db.asApp(systemActor('test'), [], 'SELECT FROM test_note')).toHaveLength(2);
  });

  it('may not write where nothing was granted, nor delete at all', async () => {
    await expect(db.asApp(person, [meeting], `INSERT INTO test_note VALUES (gen_random_uuid(), $1, 'x')`, [other])).rejects.toThrow(/row-level security/);
    await expect(db.asApp(systemActor('test'), [], 'DELETE FROM test_note')).rejects.toThrow(/permission denied/);
    await expect(db.asApp(systemActor('test'), [], 'CREATE TABLE t ()')).rejects.toThrow(/permission denied/);
  });

  it('tells the functions of the policies who acts, for one transaction only', async () => {
    const ask = 'SELECT hub_acting() AS acting, hub_system() AS system, hub_person() AS person, hub_has_role($1) AS role, hub_granted() AS granted';
    expect(await db.asApp(person, [meeting, ''], ask, ['coordinator'])).toEqual([{ acting: true, system: false, person: person.personId, role: true, granted: [meeting] }]);
    expect(await db.asApp(null, [], ask, [''])).toEqual([{ acting: false, system: false, person: null, role: false, granted: [] }]);
  });

  it.each([
    ['a superuser', `ALTER ROLE %r SUPERUSER`, /is a superuser/],
    ['one that bypasses row-level security', `ALTER ROLE %r BYPASSRLS`, /has BYPASSRLS/],
    ['one that may become the owner of the tables', `GRANT hub_owner TO %r`, /owns the tables/],
    ['one that is not a member of hub_app', `REVOKE hub_app FROM %r`, /GRANT hub_app TO/],
  ])('is refused at start when it is %s', async (_, change, sentence) => {
    const role = `role_${Math.random().toString(36).slice(2)}`;
    await db.sql(`CREATE ROLE ${role} LOGIN PASSWORD 'x' IN ROLE hub_app`);
    const client = await connect(Object.assign(new URL(db.superuser), { username: role, password: 'x' }).toString(), 'test');
    await expect(checkServer(client)).resolves.toBeUndefined();
    await db.sql(change.replace('%r', role));
    await expect(checkServer(client)).rejects.toThrow(sentence);
    await expect(checkServer(client)).rejects.toBeInstanceOf(StartFault);
    await client.end();
    await db.sql(`DROP ROLE ${role}`);
  });
});

describe('a transaction', () => {
  const insert = (text: string) => database.transaction(person, [meeting], (manager) => manager.query(`INSERT INTO test_note VALUES (gen_random_uuid(), $1, $2)`, [meeting, text])
    .catch(refuseOn('note_not_empty', new DomainError('invalid_input', 'A note is not empty.'))));

  it('commits what it did, and leaves nothing behind when it throws', async () => {
    await insert('first');
    await expect(database.transaction(person, [meeting], async (manager) => {
      await manager.query(`INSERT INTO test_note VALUES (gen_random_uuid(), $1, 'second')`, [meeting]);
      throw new Error('changed my mind');
    })).rejects.toThrow('changed my mind');
    expect(await db.sql(`SELECT text FROM test_note WHERE text IN ('first', 'second')`)).toEqual([{ text: 'first' }]);
  });

  it('turns the breach of a named constraint into a refusal', async () => {
    await expect(insert('')).rejects.toMatchObject({ name: 'DomainError', code: 'invalid_input' });
  });

  it('reads one snapshot, and may not write in it', async () => {
    await database.transaction(person, [meeting], async (manager) => {
      const count = async (): Promise<string> => ((await manager.query('SELECT count(*) FROM test_note')) as { count: string }[])[0]!.count;
      const before = await count();
      await insert('meanwhile');
      expect(await count()).toBe(before);
    }, 'snapshot');
    await expect(database.transaction(person, [meeting], (manager) => manager.query(`INSERT INTO test_note VALUES (gen_random_uuid(), $1, 'x')`, [meeting]), 'snapshot')).rejects.toThrow(/read-only/);
  });

  it('whose connection is cut in the moment between pool and transaction does not end the process', async () => {
    const client = await database.pool.connect();
    expect(() => client.emit('error', new Error('cut'))).not.toThrow();
    client.release(true);
  });

  it('whose connection is killed answers "unavailable", and the next one works', async () => {
    await expect(database.transaction(person, [meeting], async (manager) => {
      const [{ pid }] = (await manager.query('SELECT pg_backend_pid() AS pid')) as [{ pid: number }];
      await db.sql('SELECT pg_terminate_backend($1)', [pid]);
      await manager.query('SELECT 1');
    })).rejects.toMatchObject({ code: 'unavailable' });
    await expect(insert('after')).resolves.toBeDefined();
  });
});

import { createServer } from 'node:net';
import pg from 'pg';
import { dataFolder, settings } from '#config';
import { checkServer, findUnopenable, folderHolder, freeBytes, isEmbedded, pendingMigrations, ROOM_TO_BEGIN, Sealer, StartFault, type OpenDatabase } from '#db';
import { migrations } from '../../../hub/src/features.js';
import { hubVersion } from '../../../hub/src/version.js';
import type { AddCommand } from '../command.js';
import { say, settle, withDatabase } from '../settle.js';

/** One thing that the doctor looks at; it answers what it found, or throws a sentence that says what to do. */
type Check = readonly [name: string, look: () => Promise<string> | string];

export const addDoctor: AddCommand = (program) => {
  program.command('doctor').description('looks at everything that a hub needs, and says what to do about what it finds').action(async () => {
    const faults: string[] = [];
    await run(faults, [['node', lookAtNode], ['settings', lookAtSettings]]);
    if (faults.length === 0) await run(faults, [['disk', lookAtDisk], ['port', lookAtPort]]);
    if (faults.length === 0) {
      await run(faults, [['database', () => withDatabase('leave', async (database) => {
        await run(faults, checksOf(database));
        return isEmbedded() ? `the embedded PostgreSQL in ${dataFolder('postgres')}` : 'the server of DATABASE_URL';
      })]]);
    }
    if (faults.length > 0) throw new StartFault(`${faults.length} of these need you.`);
    say('Everything is well.');
  });
};

async function run(faults: string[], checks: readonly Check[]): Promise<void> {
  for (const [name, look] of checks) {
    try {
      say(`ok     ${name}: ${await look()}`);
    } catch (fault) {
      faults.push(name);
      say(`FAULT  ${name}: ${(fault as Error).message}`);
    }
  }
}

function checksOf(database: OpenDatabase): readonly Check[] {
  const ask = async <T>(work: (client: pg.Client) => Promise<T>): Promise<T> => {
    const client = new pg.Client({ connectionString: database.address.app });
    await client.connect();
    return work(client).finally(() => client.end());
  };
  return [
    ['server', () => ask(async (client) => `PostgreSQL ${await one(client, `current_setting('server_version')`)}`)],
    ['roles', () => ask(async (client) => checkServer(client).then(() => 'the hub works as a role that row-level security holds'))],
    ['migrations', () => ask(lookAtMigrations)],
    ['clock', () => ask(lookAtClock)],
    ['log', () => ask(lookAtLog)],
    ['secrets', () => ask(lookAtSecrets)],
  ];
}

async function one(client: pg.Client, expression: string): Promise<string> {
  const { rows: [row] } = await client.query<{ value: string }>(`SELECT (${expression})::text AS value`);
  return row?.value ?? '';
}

function lookAtNode(): string {
  return `Node ${process.versions.node} on ${process.platform}-${process.arch}`;
}

function lookAtSettings(): string {
  settle();
  return `${settings().filter(({ name }) => process.env[name] !== undefined).length} of ${settings().length} are given, the others have their defaults`;
}

function lookAtDisk(): string {
  const folder = folderHolder(dataFolder()) === null ? '.' : dataFolder();
  const megabytes = Math.floor(freeBytes(folder) / 1024 / 1024);
  if (megabytes * 1024 * 1024 < ROOM_TO_BEGIN) throw new StartFault(`only ${megabytes} MB are free: free some space`);
  return `${megabytes} MB are free`;
}

/** A hub that runs on this folder holds the port rightly. */
async function lookAtPort(): Promise<string> {
  const holder = folderHolder(dataFolder());
  if (holder !== null) return `the hub of this folder runs (process ${holder})`;
  const setting = (name: string): unknown => settings().find((one) => one.name === name)?.value;
  const [host, port] = [String(setting('HUB_HOST')), Number(setting('HUB_PORT'))];
  await new Promise<void>((resolve, reject) => {
    const probe = createServer().once('error', () => reject(new StartFault(`${host}:${port} is taken: stop what listens there, or set HUB_PORT`)));
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
  return `${host}:${port} is free`;
}

async function lookAtMigrations(client: pg.Client): Promise<string> {
  const pending = await pendingMigrations(client, migrations, hubVersion);
  if (pending.length > 0) throw new StartFault(`${pending.length} have not run yet: start the hub, or run hub migrate`);
  return `all ${migrations.length} have run`;
}

/** Deadlines are judged by the hub's clock and some rows are stamped by the database's: the two must agree. */
async function lookAtClock(client: pg.Client): Promise<string> {
  const before = Date.now();
  const theirs = Number(await one(client, `extract(epoch FROM clock_timestamp()) * 1000`));
  const apart = Math.abs(theirs - (before + Date.now()) / 2);
  if (apart > 1_000) throw new StartFault(`the clock of the database is ${(apart / 1_000).toFixed(1)} s from this machine's: set both by NTP`);
  return `the database's is ${apart.toFixed(0)} ms from this machine's`;
}

/** A light look: each stream's last event stands at its head. `hub verify` recomputes whole chains. */
async function lookAtLog(client: pg.Client): Promise<string> {
  if ((await one(client, `to_regclass('log_stream') IS NOT NULL`)) !== 'true') return 'nothing yet';
  await client.query(`BEGIN READ ONLY; SELECT set_config('hub.actor', 'system:doctor', true)`);
  const { rows } = await client.query<{ name: string }>(/* sql */ `
    SELECT s.name FROM (SELECT * FROM log_stream WHERE head > tail ORDER BY id DESC LIMIT 1000) s
    WHERE NOT EXISTS (SELECT FROM log_event e WHERE e.stream_id = s.id AND e."offset" = s.head AND e.hash = s.head_hash)`);
  const streams = await one(client, 'SELECT count(*) FROM log_stream');
  await client.query('COMMIT');
  if (rows.length > 0) throw new StartFault(`the chain of ${rows[0]?.name} and ${rows.length - 1} more does not end where its stream says: run hub verify on an export, and compare with a backup`);
  return `${streams} streams, the newest end where they should`;
}

/** What is sealed in the database opens with the keys of this hub. */
async function lookAtSecrets(client: pg.Client): Promise<string> {
  await client.query(`BEGIN READ ONLY; SELECT set_config('hub.actor', 'system:doctor', true)`);
  const sentence = await findUnopenable(new Sealer(), async <R extends object>(sql: string) => (await client.query(sql)).rows as R[]);
  await client.query('COMMIT');
  if (sentence !== null) throw new StartFault(sentence);
  return 'what is sealed opens';
}

import { once } from 'node:events';
import { request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { io } from 'socket.io-client';
import pg from 'pg';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { databasePid, madeFolder, run, spawnHub, tidy, type SpawnedHub } from '../support/spawn-hub.js';

let folder: string;
let hub: SpawnedHub | undefined;

beforeEach(async () => {
  folder = await madeFolder();
});

afterEach(async () => {
  hub?.process.kill('SIGKILL');
  await hub?.exit;
  await tidy(folder);
  hub = undefined;
});

async function ready(url: string): Promise<{ status: number; checks: Record<string, string> }> {
  const answer = await fetch(`${url}/health/ready`);
  return { status: answer.status, checks: ((await answer.json()) as { checks: Record<string, string> }).checks };
}

/** A client of the hub's own database, as the role that it works as. */
async function database(role: 'app' | 'owner' = 'app'): Promise<pg.Client> {
  const secrets = JSON.parse(readFileSync(join(folder, 'secrets/database.json'), 'utf8')) as { app: string; owner: string; port: number };
  const client = new pg.Client({ connectionString: `postgres://hub_${role}:${secrets[role]}@127.0.0.1:${secrets.port}/hub` });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

function end(client: pg.Client): Promise<void> {
  return new Promise((resolve) => client.once('end', resolve));
}

/** The events that say how the hub goes down, in the order in which they were seen. */
async function watchTheEnd(hub: SpawnedHub): Promise<{ seen: string[]; done: Promise<unknown> }> {
  const { url } = hub;
  const seen: string[] = [];
  const client = await database();
  const ended = end(client).then(() => seen.push('database'));
  // A request whose body is still on its way is in flight.
  const slow = request(`${url}/api/v1/sessions`, { method: 'POST', headers: { 'content-type': 'application/json', 'content-length': '2', connection: 'keep-alive' } });
  slow.flushHeaders();
  slow.write('{');
  const answered = once(slow, 'response').then(([response]) => {
    seen.push(`request ${String((response as { statusCode: number }).statusCode)}`);
  });
  await ready(url);
  return { seen, done: Promise.all([ended, answered, hub.said(/new work is refused/).then(() => slow.end('}'))]) };
}

describe('a hub that is asked to stop', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('by %s finishes what is in flight, then closes, the database last', async (signal) => {
    hub = await spawnHub({ HUB_DATA: folder });
    const { seen, done } = await watchTheEnd(hub);
    hub.process.kill(signal);
    await done;
    expect(await hub.exit).toBe(0);
    // The request was answered by its own rule (a field is missing), not cut.
    expect(seen).toEqual(['request 400', 'database']);
    expect(databasePid(folder)).toBeNull();
    const steps = [...hub.output().matchAll(/"msg":"(stopp[^"]*)"/g)].map(([, step]) => step);
    expect(steps).toEqual(['stopping: new work is refused, what is in flight is finished', 'stopping: sockets are told to come back, the server and the duties end', 'stopping: the database', 'stopped']);
  });

  it('takes nothing new while it stops, and says so', async () => {
    hub = await spawnHub({ HUB_DATA: folder, HUB_STOP_PATIENCE: '2' });
    const { url } = hub;
    const slow = request(`${url}/api/v1/sessions`, { method: 'POST', headers: { 'content-type': 'application/json', 'content-length': '2' } });
    slow.on('error', () => undefined);
    slow.write('{');
    await expect(ready(url)).resolves.toMatchObject({ status: 200 });
    hub.process.kill('SIGTERM');
    await hub.said(/new work is refused/);
    const refused = await fetch(`${url}/api/v1/clock`);
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({ code: 'unavailable', status: 503 });
    expect(await ready(url)).toMatchObject({ status: 503, checks: { accepting: 'failing' } });
    expect(await hub.exit).toBe(0);
  });

  it('ends at once at a second Ctrl-C, and asks its database to stop', async () => {
    hub = await spawnHub({ HUB_DATA: folder, HUB_STOP_PATIENCE: '60' });
    const slow = request(`${hub.url}/api/v1/sessions`, { method: 'POST', headers: { 'content-type': 'application/json', 'content-length': '2' } });
    slow.on('error', () => undefined);
    slow.write('{');
    await ready(hub.url);
    const client = await database();
    const ended = end(client);
    hub.process.kill('SIGINT');
    await hub.said(/new work is refused/);
    hub.process.kill('SIGINT');
    expect(await hub.exit).toBe(130);
    await ended;
  });

  it('refuses sockets that nobody stands behind, before and while it stops', async () => {
    hub = await spawnHub({ HUB_DATA: folder });
    const socket = io(`${hub.url}/hub`, { transports: ['websocket'], reconnection: false });
    const [error] = (await new Promise<[Error & { data?: { code: string } }]>((resolve) => socket.once('connect_error', (fault) => resolve([fault])))) as [Error & { data?: { code: string } }];
    expect(error.data?.code).toBe('unauthenticated');
    hub.process.kill('SIGTERM');
    expect(await hub.exit).toBe(0);
  });
});

describe('a hub that was killed', () => {
  it('leaves a folder from which the next start recovers by itself, with what was committed', async () => {
    hub = await spawnHub({ HUB_DATA: folder });
    const owner = await database('owner');
    await owner.query('CREATE TABLE kept (n int); INSERT INTO kept VALUES (42)');
    const left = databasePid(folder);
    hub.process.kill('SIGKILL');
    await hub.exit;
    expect(databasePid(folder)).toBe(left);
    hub = await spawnHub({ HUB_DATA: folder });
    expect(databasePid(folder)).not.toBe(left);
    const again = await database('owner');
    expect((await again.query('SELECT n FROM kept')).rows).toEqual([{ n: 42 }]);
    await again.end();
  });

  it('together with its database recovers as well', async () => {
    hub = await spawnHub({ HUB_DATA: folder });
    hub.process.kill('SIGKILL');
    process.kill(databasePid(folder)!, 'SIGKILL');
    await hub.exit;
    hub = await spawnHub({ HUB_DATA: folder });
    expect(await ready(hub.url)).toMatchObject({ status: 200 });
  });
});

describe('a hub whose database dies', () => {
  it.each([['the server', (pid: number) => process.kill(pid, 'SIGKILL')], ['one of its backends', killBackend]] as const)('(%s is killed) brings it back, and goes on', async (_, strike) => {
    hub = await spawnHub({ HUB_DATA: folder });
    expect(await ready(hub.url)).toMatchObject({ status: 200 });
    await strike(databasePid(folder)!);
    await hub.said(/an idle connection to the database was lost/);
    while ((await ready(hub.url)).status !== 200) await wait(50);
    expect(hub.process.exitCode).toBeNull();
    hub.process.kill('SIGTERM');
    expect(await hub.exit).toBe(0);
    // Crash recovery first writes every file of the cluster to the disk, which a busy machine takes its time for.
  }, 150_000);

  /** Kills the process of one of the hub's own connections; the server then restarts itself. */
  async function killBackend(): Promise<void> {
    const client = await database();
    const { rows } = await client.query<{ pid: number }>(`SELECT pid FROM pg_stat_activity WHERE application_name = 'hub' LIMIT 1`);
    process.kill(rows[0]!.pid, 'SIGKILL');
    await end(client);
  }
});

describe('the folder of a hub', () => {
  it('is one hub\'s: a second start is refused in one sentence, and a command borrows the database', async () => {
    hub = await spawnHub({ HUB_DATA: folder });
    const second = await run(['serve'], { HUB_DATA: folder, HUB_PORT: '0' });
    expect(second).toEqual({ code: 1, output: `Another hub (process ${hub.process.pid}) works on the folder ${folder}: stop it, or give this one a folder of its own in HUB_DATA.\n` });
    const doctor = await run(['doctor'], { HUB_DATA: folder });
    expect(doctor.output).toContain('Everything is well.');
    expect(doctor.code).toBe(0);
    expect(await ready(hub.url)).toMatchObject({ status: 200 });
  });

  it('lets an administrator who forgot the password in again, from its own machine, while it runs', async () => {
    hub = await spawnHub({ HUB_DATA: folder });
    const post = async (path: string, body: object): Promise<{ status: number; body: Record<string, unknown> }> => {
      const answer = await fetch(`${hub?.url ?? ''}/api/v1${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
    };
    const [, setup = ''] = readFileSync(join(folder, 'setup-link'), 'utf8').trim().split('#');
    const email = 'owner@example.org';
    expect((await post('/setup', { token: setup, name: 'Owner', email, password: 'a sentence that nobody remembers', as: 'token' })).status).toBe(201);
    expect(await run(['reset-password', 'nobody@example.org'], { HUB_DATA: folder })).toMatchObject({ code: 1, output: expect.stringContaining('Nobody of the address nobody@example.org') as string });
    const { code, output } = await run(['reset-password', email.toUpperCase()], { HUB_DATA: folder });
    const [, token = ''] = /\/invitation#([\w-]{43})\n$/.exec(output) ?? [];
    expect([code, token]).toEqual([0, expect.stringMatching(/./)]);
    expect((await post('/invitations/accept', { token, password: 'the ambulance hums softly uphill', as: 'token' })).status).toBe(201);
    expect([(await post('/sessions', { email, password: 'a sentence that nobody remembers', as: 'token' })).status, (await post('/sessions', { email, password: 'the ambulance hums softly uphill', as: 'token' })).status]).toEqual([401, 201]);
  });

  it('holds its secrets for its own account alone, and a database that takes passwords only, on the loopback address', async () => {
    hub = await spawnHub({ HUB_DATA: folder });
    expect(statSync(join(folder, 'secrets/database.json')).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'secrets')).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, 'postgres')).mode & 0o777).toBe(0o700);
    const owner = await database('owner');
    const { rows } = await owner.query<{ address: string; encryption: string; checksums: string; port: number }>(
      `SELECT inet_server_addr()::text AS address, current_setting('password_encryption') AS encryption,
        current_setting('data_checksums') AS checksums, current_setting('port')::int AS port`);
    await owner.end();
    expect(rows[0]).toMatchObject({ address: '127.0.0.1/32', encryption: 'scram-sha-256', checksums: 'on' });
    expect(rows[0]!.port).toBeLessThan(32_768);
    expect(readFileSync(join(folder, 'postgres/pg_hba.conf'), 'utf8').split('\n').filter((line) => /^(local|host)/.test(line)).every((line) => line.trim().endsWith('scram-sha-256'))).toBe(true);
  });
});

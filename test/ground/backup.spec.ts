import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { migrations } from '../../apps/hub/src/features.js';
import { writeBackup } from '#db';
import { freshDatabase, type TestDatabase } from '../support/database.js';
import { dataFolder, run, tidy } from '../support/spawn-hub.js';

let source: TestDatabase;
let folder: string;
let file: string;

/** A stream as the log keeps it, with two events of which one has words of a person beside it. */
const FILL = /* sql */ `
  SELECT set_config('hub.actor', 'system:test', false);
  INSERT INTO log_stream (name, kind, epoch, origin, head, head_hash, months, month, tail_hash)
    VALUES ('meeting:one', 'meeting', 'aaaaaaaa', 'aaaaaaaa', 2, '\\x02', 0, '2026-11-01', '\\x00');`;

beforeAll(async () => {
  source = await freshDatabase(migrations);
  await source.sql(FILL);
  await source.sql('SELECT log_months_ahead()').catch(() => []);
  folder = dataFolder();
  file = join(folder, 'backup.gz');
  await writeBackup(source.address.owner ?? '', file, '0.1.0', () => undefined);
});

afterAll(async () => {
  await source.drop();
  await tidy(folder);
});

/** How many rows each table has, seen past row-level security. */
async function counts(db: TestDatabase): Promise<Record<string, number>> {
  const tables = await db.sql<{ name: string }>(`SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition ORDER BY 1`);
  const rows: Record<string, number> = {};
  for (const { name } of tables) rows[name] = (await db.sql<{ n: number }>(`SELECT count(*)::int AS n FROM "${name}"`))[0]!.n;
  return rows;
}

async function content(db: TestDatabase, table: string): Promise<string> {
  return (await db.sql<{ all: string }>(`SELECT coalesce(string_agg(t::text, E'\\n' ORDER BY t::text), '') AS all FROM "${table}" t`))[0]!.all;
}

describe('a backup', () => {
  it('is one file for its owner alone, and holds every row of every table', async () => {
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(existsSync(`${file}.part`)).toBe(false);
    const end = JSON.parse(gunzipSync(readFileSync(file)).toString('utf8').trim().split('\n').at(-1) ?? '') as { end: { rows: Record<string, number> } };
    const { hub_migration: _, ...kept } = await counts(source);
    expect(end.end.rows).toEqual(kept);
    expect(kept['log_stream']).toBeGreaterThan(0);
  });

  it('comes back whole into an empty database, with new epochs and no number given out twice', async () => {
    const target = await freshDatabase([]);
    const restored = await run(['restore', file], { HUB_DATA: folder, DATABASE_URL: target.address.app, HUB_OWNER_DATABASE_URL: target.address.owner ?? '' });
    expect(restored.output).toMatch(/Restored: \d+ rows of \d+ tables/);
    expect(await counts(target)).toEqual(await counts(source));
    for (const table of Object.keys(await counts(source)).filter((name) => !['log_stream', 'log_feed_head', 'hub_migration'].includes(name))) {
      expect(await content(target, table)).toBe(await content(source, table));
    }
    const epochs = async (db: TestDatabase): Promise<unknown> => db.sql(`SELECT epoch FROM log_stream UNION ALL SELECT epoch FROM log_feed_head`);
    expect(await epochs(target)).not.toEqual(await epochs(source));
    expect((await target.sql<{ origin: string }>(`SELECT origin FROM log_stream`))[0]?.origin).toBe('aaaaaaaa');
    const next = `SELECT nextval(pg_get_serial_sequence('log_stream', 'id'))::int AS next`;
    expect(await target.sql(next)).toEqual(await source.sql(next));
    const walls = `SELECT count(*)::int AS n FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT (relrowsecurity AND relforcerowsecurity)`;
    expect(await target.sql(walls)).toEqual([{ n: 0 }]);
    const rules = `SELECT count(*)::int AS n FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace`;
    expect(await target.sql(rules)).toEqual(await source.sql(rules));
    await target.drop();
  });

  it('is never restored over something', async () => {
    const before = await counts(source);
    const { code, output } = await run(['restore', file], { HUB_DATA: folder, DATABASE_URL: source.address.app, HUB_OWNER_DATABASE_URL: source.address.owner ?? '' });
    expect(code).toBe(1);
    expect(output).toMatch(/is not empty, and a restore never mixes two histories/);
    expect(await counts(source)).toEqual(before);
  });

  it.each([
    ['cut short', (whole: Buffer) => whole.subarray(0, whole.length - 40)],
    ['changed in one letter', (whole: Buffer) => gzipSync(gunzipSync(whole).toString('utf8').replace('meeting:one', 'meeting:two'))],
    ['no backup at all', () => gzipSync('hello\n')],
  ])('that is %s is refused, and leaves the database empty', async (_, spoil) => {
    const spoilt = join(folder, `spoilt-${_.replaceAll(' ', '-')}.gz`);
    writeFileSync(spoilt, spoil(readFileSync(file)));
    const target = await freshDatabase([]);
    const { code, output } = await run(['restore', spoilt], { HUB_DATA: folder, DATABASE_URL: target.address.app, HUB_OWNER_DATABASE_URL: target.address.owner ?? '' });
    expect(output).toMatch(/^The backup .* cannot be restored \(.*\): take another copy of it\.$/m);
    expect(code).toBe(1);
    expect(await counts(target)).toEqual({});
    await target.drop();
  });

  it('says where it cannot be written, and leaves nothing there', async () => {
    const nowhere = join(folder, 'not', 'there.backup');
    const { code, output } = await run(['backup', nowhere], { HUB_DATA: folder, DATABASE_URL: source.address.app, HUB_OWNER_DATABASE_URL: source.address.owner ?? '' });
    expect([code, output.trim().split('\n')]).toEqual([1, [expect.stringMatching(/^The backup cannot be written to .*there\.backup \(ENOENT.*: name a file in a folder that is there and may be written\.$/)]]);
  });

  it('overwrites no file', async () => {
    const { code, output } = await run(['backup', file], { HUB_DATA: folder, DATABASE_URL: source.address.app, HUB_OWNER_DATABASE_URL: source.address.owner ?? '' });
    expect({ code, output }).toEqual({ code: 1, output: `The file ${file} is there already, and a backup overwrites nothing: give another name.\n` });
  });
});

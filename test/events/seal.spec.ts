import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSettings } from '#config';
import { findUnopenable, keyIdOf, Sealer, sealedColumns, type SealedColumn } from '#db';
import { newId } from '#kernel';
import { migrations } from '../../apps/hub/src/features.js';
import { freshDatabase, type TestDatabase } from '../support/database.js';

const [a, b] = [randomBytes(32).toString('base64'), randomBytes(32).toString('hex')];
const word = Buffer.from('a secret of somebody');
const row = newId();
let folder: string;
let db: TestDatabase;
let column: SealedColumn;

/** A sealer of a hub that was started with these settings. */
function sealer(environment: Readonly<Record<string, string>>): Sealer {
  readSettings({ HUB_DATA: folder, ...environment }, (path) => readFileSync(path, 'utf8'));
  return new Sealer();
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hub-data-'));
  sealer({});
  db = await freshDatabase(migrations);
  column = sealedColumns().find(({ table }) => table === 'events_secret') as SealedColumn;
});
afterAll(async () => {
  await db.drop();
  rmSync(folder, { recursive: true, force: true });
});

describe('what is sealed', () => {
  it('opens with old keys after a new one has come, and not without the one that it was sealed with', () => {
    const old = sealer({ HUB_SEAL_KEY: a }).seal(column, row, word);
    const both = sealer({ HUB_SEAL_KEY: `${b},${a}` });
    const young = both.seal(column, row, word);
    expect([both.open(column, row, old), both.open(column, row, young)]).toEqual([word, word]);
    expect(keyIdOf(old)).not.toBe(keyIdOf(young));
    expect(() => sealer({ HUB_SEAL_KEY: b }).open(column, row, old)).toThrow('is sealed with the key');
    expect(sealer({ HUB_SEAL_KEY: b }).open(column, row, young)).toEqual(word);
  });

  it('is another text each time, and holds nothing of the secret', () => {
    const one = sealer({ HUB_SEAL_KEY: a });
    const texts = Array.from({ length: 20 }, () => one.seal(column, row, word).toString('hex'));
    expect(new Set(texts).size).toBe(20);
    expect(texts.some((text) => text.includes(word.toString('hex').slice(0, 12)))).toBe(false);
  });

  it.each(['short', Buffer.alloc(31).toString('base64'), `${a},nothing`])('has no key that is none: %s', (text) => {
    expect(() => sealer({ HUB_SEAL_KEY: text })).toThrow('HUB_SEAL_KEY is not valid');
  });
});

describe('the key of an embedded hub', () => {
  it('is made when something is sealed for the first time, for the hub’s own eyes, and kept', () => {
    const file = join(folder, 'secrets', 'seal-key');
    const first = sealer({});
    expect([first.has('00000000'), existsSync(file)]).toEqual([false, false]);
    const sealed = first.seal(column, row, word);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(sealer({}).open(column, row, sealed)).toEqual(word);
  });

  it('is no key of a hub on an outside database: that one is given it, or seals nothing', () => {
    expect(() => sealer({ DATABASE_URL: 'postgres://hub@db/hub' }).seal(column, row, word)).toThrow(expect.objectContaining({ code: 'no_seal_key' }));
  });
});

describe('a hub that lacks a key', () => {
  it('says so in one plain sentence, and how to mend it', async () => {
    const owner = newId();
    await db.sql(`INSERT INTO events_subscription (id, owner_id, name, protocol, state, url, format, payload, filter, ordered, batch, concurrency, created_at, changed_at)
      VALUES ($1, $2, 'x', 'webhook', 'requested', 'https://example.org', 'structured', 'full', '{}', false, 1, 1, now(), now())`, [row, owner]);
    const sealed = sealer({ HUB_SEAL_KEY: a }).seal(column, row, word);
    await db.sql(`INSERT INTO events_secret VALUES ($1, $2, 'v1', $3, NULL, now(), NULL)`, [row, row, sealed]);
    expect(await findUnopenable(sealer({ HUB_SEAL_KEY: `${b},${a}` }), db.sql)).toBeNull();
    expect(await findUnopenable(sealer({ HUB_SEAL_KEY: b }), db.sql)).toBe(`Secrets in events_secret (1 of them) are sealed with a key that this hub does not have (${keyIdOf(sealed)}): put back HUB_SEAL_KEY or the file secrets/seal-key of the data folder, or let the owners rotate their secrets.`);
  });
});

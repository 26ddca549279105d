import { readSettings } from '#config';
import { dbMigrations } from '#db';
import { allianceMigrations } from '#alliance';
import { identityMigrations } from '#identity';
import { systemActor, type Principal } from '#kernel';
import { freshDatabase, type TestDatabase } from '../support/database.js';

const ID = '0198a2b4-7c1e-7d3a-9f00-00000000000';
const owner = `${ID}1`;
const stranger = `${ID}2`;
const boss = `${ID}3`;
const org = `${ID}9`;

function acting(personId: string, roles: Principal['roles'] = []): Principal {
  return { actor: `person:${personId}`, personId, institutionIds: [], roles, scopes: null, credential: null };
}

const who = { nobody: null, stranger: acting(stranger, ['coordinator', 'integrator']), owner: acting(owner), administrator: acting(boss, ['administrator']), hub: systemActor('test') };
type Who = keyof typeof who;

let db: TestDatabase;

beforeAll(async () => {
  readSettings({}, () => '');
  db = await freshDatabase([...dbMigrations, ...identityMigrations, ...allianceMigrations]);
  await db.sql(`
    INSERT INTO alliance_institution VALUES ('${org}', 'Hospital', '{}', 'CN', 'Asia/Shanghai', 'active');
    INSERT INTO identity_person SELECT id, 'Somebody', NULL, 'en', 'UTC', 'active', now(), now() FROM unnest(ARRAY['${owner}', '${stranger}', '${boss}']::uuid[]) id;
    INSERT INTO identity_contact VALUES ('${owner}', 'owner@example.org');
    INSERT INTO identity_affiliation VALUES (gen_random_uuid(), '${owner}', '${org}', now(), NULL);
    INSERT INTO identity_role VALUES ('${owner}', 'coordinator', now());
    INSERT INTO identity_password VALUES ('${owner}', '$argon2id$x', now());
    INSERT INTO identity_session VALUES (gen_random_uuid(), '${owner}', decode(repeat('00', 32), 'hex'), now(), now(), now(), NULL, '127.0.0.1', '');
    INSERT INTO identity_api_key VALUES (gen_random_uuid(), '${owner}', 'k', 'hub_x', decode(repeat('00', 32), 'hex'), '{}', now(), now(), NULL, NULL);
    INSERT INTO identity_invitation VALUES (gen_random_uuid(), '${owner}', decode(repeat('00', 32), 'hex'), now(), now(), NULL);
    INSERT INTO identity_setup VALUES (true, decode(repeat('00', 32), 'hex'), now(), NULL);
    INSERT INTO identity_attempt VALUES (decode(repeat('00', 32), 'hex'), 1, now());
    INSERT INTO identity_audit VALUES (gen_random_uuid(), now(), 'person:${owner}', NULL, 'a', 'person', '${owner}', 'done', NULL);`);
});

afterAll(() => db.drop());

describe('rows of identity, as the role that the hub works as', () => {
  it.each<[string, number, number, number, number]>([
    // table, rows that a stranger, the owner, an administrator and the hub itself see; whoever named nobody sees none
    ['identity_person', 3, 3, 3, 3],
    ['identity_contact', 0, 1, 1, 1],
    ['identity_affiliation', 1, 1, 1, 1],
    ['identity_role', 0, 1, 1, 1],
    ['identity_password', 0, 1, 0, 1],
    ['identity_session', 0, 1, 1, 1],
    ['identity_api_key', 0, 1, 1, 1],
    ['identity_invitation', 0, 0, 1, 1],
    ['identity_setup', 0, 0, 0, 1],
    ['identity_attempt', 0, 0, 0, 1],
    ['identity_audit', 0, 0, 1, 1],
  ])('%s shows %i to a stranger, %i to its owner, %i to an administrator, %i to the hub', async (table, ...rows) => {
    const seen = await Promise.all(Object.values(who).map(async (actor) => (await db.asApp(actor, [], `SELECT FROM ${table}`)).length));
    expect(seen).toEqual([0, ...rows]);
  });

  it.each<[string, string, Who[]]>([
    ['enters a person', `INSERT INTO identity_person VALUES (gen_random_uuid(), 'New', NULL, 'en', 'UTC', 'invited', now(), NULL)`, ['administrator', 'hub']],
    ['renames the owner', `UPDATE identity_person SET name = 'Other' WHERE id = '${owner}'`, ['owner', 'administrator', 'hub']],
    ['gives a contact', `INSERT INTO identity_contact VALUES ('${stranger}', 's@example.org')`, ['administrator', 'hub']],
    ['gives a role', `INSERT INTO identity_role VALUES ('${stranger}', 'administrator', now())`, ['administrator', 'hub']],
    ['gives an affiliation', `INSERT INTO identity_affiliation VALUES (gen_random_uuid(), '${stranger}', '${org}', now(), NULL)`, ['administrator', 'hub']],
    ['changes the owner’s password', `UPDATE identity_password SET hash = '$argon2id$y'`, ['owner', 'hub']],
    ['ends the owner’s session', `UPDATE identity_session SET ended_at = now()`, ['owner', 'administrator', 'hub']],
    ['revokes the owner’s key', `UPDATE identity_api_key SET revoked_at = now()`, ['owner', 'administrator', 'hub']],
    ['closes an invitation', `UPDATE identity_invitation SET closed_at = now()`, ['administrator', 'hub']],
    ['opens the setup again', `UPDATE identity_setup SET claimed_at = NULL`, ['hub']],
    ['forgets failed attempts', `DELETE FROM identity_attempt`, ['hub']],
    ['writes in the stranger’s name', `INSERT INTO identity_audit VALUES (gen_random_uuid(), now(), 'person:${stranger}', NULL, 'a', 'b', 'c', 'done', NULL)`, ['stranger', 'hub']],
  ])('%s: only those who may', async (_, sql, allowed) => {
    for (const [name, actor] of Object.entries(who)) {
      // Rolled back by the division at the end, which is reached only when a row was written.
      const outcome = await db.asApp(actor, [], `WITH done AS (${sql} RETURNING 1) SELECT 1 / (1 - (SELECT count(*) FROM done))`).catch((fault: Error) => fault.message);
      const wrote = outcome === 'division by zero';
      expect([name, wrote]).toEqual([name, allowed.includes(name as Who)]);
    }
  });

  it.each(['UPDATE identity_audit SET actor = actor', 'DELETE FROM identity_audit', 'TRUNCATE identity_audit'])('nobody, not even the owner of the tables, gets through with %s', async (sql) => {
    for (const actor of Object.values(who)) await expect(db.asApp(actor, [], sql)).rejects.toThrow(/permission denied/);
    await expect(db.sql(sql)).rejects.toThrow(/append-only/);
  });

  it.each(['identity', 'alliance'])('no table of %s is without a policy that its owner obeys too', async (lib) => {
    const open = await db.sql<{ relname: string }>(
      `SELECT relname FROM pg_class c WHERE relkind IN ('r', 'p') AND relname LIKE $1
       AND NOT (relrowsecurity AND relforcerowsecurity AND EXISTS (SELECT FROM pg_policy WHERE polrelid = c.oid))`, [`${lib}\\_%`]);
    expect(open).toEqual([]);
    expect(await db.sql(`SELECT FROM pg_class WHERE relkind = 'r' AND relname LIKE $1`, [`${lib}\\_%`])).not.toHaveLength(0);
  });
});

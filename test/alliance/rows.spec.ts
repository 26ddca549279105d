import { readSettings } from '#config';
import { alliance } from '#contracts';
import { dbMigrations } from '#db';
import { allianceMigrations } from '#alliance';
import { identityMigrations } from '#identity';
import { systemActor, type Principal } from '#kernel';
import { freshDatabase, type TestDatabase } from '../support/database.js';

const ID = '0198a2b4-7c1e-7d3a-9f00-00000000000';
const person = `${ID}1`;
const boss = `${ID}3`;
const body = `${ID}5`;
const seat = `${ID}6`;
const otherSeat = `${ID}7`;
const orgs = [`${ID}8`, `${ID}9`];

function acting(personId: string, roles: Principal['roles'] = []): Principal {
  return { actor: `person:${personId}`, personId, institutionIds: [], roles, scopes: null, credential: null };
}

/** `granted`: a person for whom the policy has said yes about the first seat. */
const who = { nobody: null, person: acting(person, ['coordinator']), granted: acting(person), administrator: acting(boss, ['administrator']), hub: systemActor('test') };
type Who = keyof typeof who;
const grantedTo = (name: string): string[] => (name === 'granted' ? [seat] : []);

let db: TestDatabase;

beforeAll(async () => {
  readSettings({}, () => '');
  db = await freshDatabase([...dbMigrations, ...identityMigrations, ...allianceMigrations]);
  await db.sql(`
    INSERT INTO alliance_institution VALUES ('${orgs[0]}', 'A', '{}', 'CN', 'UTC', 'active'), ('${orgs[1]}', 'B', '{}', 'PK', 'UTC', 'active');
    INSERT INTO identity_person VALUES ('${person}', 'P', NULL, 'en', 'UTC', 'active', now(), now());
    INSERT INTO alliance_body VALUES ('${body}', 'Council', 'council', '{}', 1);
    INSERT INTO alliance_office VALUES (gen_random_uuid(), '${body}', '${person}', 'chair', now(), NULL);
    INSERT INTO alliance_seat VALUES ('${seat}', '${body}', '${orgs[0]}', 1, NULL, 'active'), ('${otherSeat}', '${body}', '${orgs[1]}', 1, NULL, 'active');
    INSERT INTO alliance_alternate VALUES ('${seat}', 1, '${person}'), ('${otherSeat}', 1, '${person}');`);
});

afterAll(() => db.drop());

describe('rows of the alliance, as the role that the hub works as', () => {
  it.each([['alliance_country', 249], ['alliance_institution', 2], ['alliance_body', 1], ['alliance_office', 1], ['alliance_seat', 2], ['alliance_alternate', 2]])('%s shows all %i to everybody who acts, and none otherwise', async (table, rows) => {
    for (const [name, actor] of Object.entries(who)) {
      expect([name, await db.asApp(actor, grantedTo(name), `SELECT FROM ${table}`)]).toEqual([name, Array(actor === null ? 0 : rows).fill({})]);
    }
  });

  it.each<[string, string, Who[]]>([
    ['registers an institution', `INSERT INTO alliance_institution VALUES (gen_random_uuid(), 'C', '{}', 'RU', 'UTC', 'active')`, ['administrator', 'hub']],
    ['closes institutions', `UPDATE alliance_institution SET state = 'closed' WHERE id = '${orgs[0]}'`, ['administrator', 'hub']],
    ['changes rules', `UPDATE alliance_body SET rules_version = 2`, ['administrator', 'hub']],
    ['appoints a chair', `INSERT INTO alliance_office VALUES (gen_random_uuid(), '${body}', '${person}', 'secretary', now(), NULL)`, ['administrator', 'hub']],
    ['gives the first seat a delegate', `UPDATE alliance_seat SET delegate_id = '${person}' WHERE id = '${seat}'`, ['granted', 'administrator', 'hub']],
    ['gives the other seat a delegate', `UPDATE alliance_seat SET delegate_id = '${person}' WHERE id = '${otherSeat}'`, ['administrator', 'hub']],
    ['takes the alternates of the first seat', `DELETE FROM alliance_alternate WHERE seat_id = '${seat}'`, ['granted', 'administrator', 'hub']],
    ['takes the alternates of the other seat', `DELETE FROM alliance_alternate WHERE seat_id = '${otherSeat}'`, ['administrator', 'hub']],
  ])('%s: only those who may', async (_, sql, allowed) => {
    for (const [name, actor] of Object.entries(who)) {
      const outcome = await db.asApp(actor, grantedTo(name), `WITH done AS (${sql} RETURNING 1) SELECT 1 / (1 - (SELECT count(*) FROM done))`).catch((fault: Error) => fault.message);
      expect([name, outcome === 'division by zero']).toEqual([name, allowed.includes(name as Who)]);
    }
  });

  it('nobody changes the countries', async () => {
    for (const actor of Object.values(who)) await expect(db.asApp(actor, [], `DELETE FROM alliance_country`)).rejects.toThrow(/permission denied/);
  });
});

describe('the invariants that the database states', () => {
  it('holds the same countries as the contracts', async () => {
    expect(await db.sql('SELECT alpha2, alpha3, "numeric" FROM alliance_country ORDER BY alpha2')).toEqual(alliance.countries);
  });

  it.each([
    ['a second seat of an institution', `INSERT INTO alliance_seat VALUES (gen_random_uuid(), '${body}', '${orgs[0]}', 1, NULL, 'active')`, 'one_seat_for_an_institution'],
    ['a weight of nothing', `UPDATE alliance_seat SET weight = 0`, 'weight_above_nothing'],
    ['a country that is none', `UPDATE alliance_institution SET country_code = 'XX'`, 'institution_stands_in_a_country'],
    ['an office held twice', `INSERT INTO alliance_office VALUES (gen_random_uuid(), '${body}', '${person}', 'chair', now(), NULL)`, 'one_open_office'],
    ['an alternate of two ranks', `INSERT INTO alliance_alternate VALUES ('${seat}', 2, '${person}')`, 'one_rank_of_an_alternate'],
    ['a person at an institution that is none', `INSERT INTO identity_affiliation VALUES (gen_random_uuid(), '${person}', gen_random_uuid(), now(), NULL)`, 'affiliation_with_an_institution'],
  ])('refuses %s', async (_, sql, constraint) => {
    await expect(db.sql(sql)).rejects.toMatchObject({ constraint });
  });

  it('lets an institution have a new seat once the old one is vacated', async () => {
    await db.sql(`UPDATE alliance_seat SET state = 'vacated' WHERE id = '${otherSeat}'`);
    await db.sql(`INSERT INTO alliance_seat VALUES (gen_random_uuid(), '${body}', '${orgs[1]}', 0.5, NULL, 'active')`);
    expect(await db.sql(`SELECT FROM alliance_seat WHERE institution_id = '${orgs[1]}'`)).toHaveLength(2);
  });
});

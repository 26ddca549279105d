import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { audienceOf, sharesFor, sharesOf } from '#corridor';
import type { corridor } from '#contracts';
import { systemActor, type Principal } from '#kernel';
import { UnitOfWork } from '#log';
import { Rights } from '#realtime';
import { aCorridor, done, type TestCorridor } from './a-corridor.js';

let of: TestCorridor;
beforeAll(async () => {
  of = await aCorridor();
  await makeGround();
}, 120_000);
afterAll(() => of.hub.close());

const CLASSES = ['position', 'stock'] as const;
const [HERE, ELSEWHERE] = [randomUUID(), randomUUID()];
const INSTITUTIONS = Array.from({ length: 5 }, () => randomUUID());
const UNITS = INSTITUTIONS.map(() => randomUUID());

/** Who is where, who hosts whom, what is granted, and who acts for whom: everything that the line depends on. */
interface World {
  readonly members: readonly { corridor: number; institution: number }[];
  readonly deployments: readonly { operator: number; host: number; state: string }[];
  readonly grants: readonly { owner: number; reader: number | null; dataClass: corridor.SharedClass; ended: boolean; precision: number | null; retention: number | null }[];
  readonly people: readonly { affiliations: readonly number[]; role: 'coordinator' | 'integrator' | 'administrator' | null; posts: readonly { institution: number; post: string }[] }[];
}

const institution = fc.nat(INSTITUTIONS.length - 1);
const worlds: fc.Arbitrary<World> = fc.record({
  members: fc.array(fc.record({ corridor: fc.nat(1), institution }), { minLength: 3, maxLength: 9 }),
  deployments: fc.array(fc.record({ operator: institution, host: institution, state: fc.constantFrom('requested', 'accepted', 'in_transit', 'declined', 'cancelled') }), { maxLength: 3 }),
  grants: fc.array(fc.record({
    owner: institution, reader: fc.option(institution, { freq: 3 }), dataClass: fc.constantFrom<corridor.SharedClass>(...CLASSES), ended: fc.boolean(),
    precision: fc.constantFrom(null, 100, 5_000), retention: fc.constantFrom(null, 30),
  }), { maxLength: 6 }),
  people: fc.array(fc.record({
    affiliations: fc.uniqueArray(institution, { maxLength: 2 }), role: fc.constantFrom('coordinator' as const, 'integrator' as const, 'administrator' as const, null, null, null),
    posts: fc.array(fc.record({ institution, post: fc.constantFrom('coordinator', 'authority', 'field', 'protection') }), { maxLength: 2 }),
  }), { minLength: 2, maxLength: 4 }),
});

/** Corridors, institutions and units that every world is made of; put there by hand, since how they come about is not the matter here. */
async function makeGround(): Promise<void> {
  const { sql } = of.hub.database;
  for (const id of [HERE, ELSEWHERE]) await sql(`INSERT INTO corridor_corridor (id, name, names, countries, state, founded_at) VALUES ($1, 'Line', '{}', '{PK}', 'active', now())`, [id]);
  for (const [at, id] of INSTITUTIONS.entries()) {
    await sql(`INSERT INTO corridor_institution (id, name, country_code, zone, state) VALUES ($1, 'Institution', 'PK', 'Asia/Karachi', 'active')`, [id]);
    await sql(`INSERT INTO corridor_unit (id, corridor_id, institution_id, name, names, emt_type, declared, crew, vehicle, outside_ids, state) VALUES ($1, $2, $3, 'Unit', '{}', 'type_2', '{}', '[]', '{"kind":"truck"}', '[]', 'in_service')`, [UNITS[at], HERE, id]);
  }
}

/** Replaces the world before. @returns the people as they would be signed in */
async function build({ members, deployments, grants, people }: World): Promise<Principal[]> {
  const { sql } = of.hub.database;
  await sql(`DELETE FROM corridor_member WHERE corridor_id IN ('${HERE}', '${ELSEWHERE}')`);
  await sql('DELETE FROM corridor_post WHERE corridor_id = $1', [HERE]);
  await sql('DELETE FROM corridor_deployment WHERE corridor_id = $1', [HERE]);
  await sql('DELETE FROM corridor_grant');
  for (const { corridor: at, institution: who } of members) await sql(`INSERT INTO corridor_member VALUES ($1, $2, 'observer', now()) ON CONFLICT DO NOTHING`, [at === 0 ? HERE : ELSEWHERE, INSTITUTIONS[who]]);
  for (const { operator, host, state } of deployments) {
    await sql(`INSERT INTO corridor_deployment (id, corridor_id, unit_id, operator_id, host_id, site_name, country_code, zone, latitude, longitude, state, version, planned_at, moved_at)
      VALUES ($1, $2, $3, $4, $5, 'Site', 'PK', 'UTC', 1, 1, $6, 1, now(), now()) ON CONFLICT DO NOTHING`, [randomUUID(), HERE, UNITS[operator], INSTITUTIONS[operator], INSTITUTIONS[host], state]);
  }
  for (const { owner, reader, dataClass, ended, precision, retention } of grants) {
    if (owner === reader) continue;
    await sql(`INSERT INTO corridor_grant (id, owner_id, reader_id, data_class, purpose, precision_metres, delay_seconds, retention_days, given_by, given_at, ended_at)
      VALUES ($1, $2, $3, $4, 'Property', $5, 0, $6, $1, now(), CASE WHEN $7 THEN now() END) ON CONFLICT DO NOTHING`, [randomUUID(), INSTITUTIONS[owner], reader === null ? null : INSTITUTIONS[reader], dataClass, precision, retention, ended]);
  }
  // Whoever also belongs to an organisation of another corridor reads there what that one is given; this is about one corridor.
  const here = new Set(members.filter(({ corridor: at }) => at === 0).map(({ institution: who }) => who));
  const principals: Principal[] = [];
  for (const { affiliations, role, posts } of people) {
    const personId = randomUUID();
    for (const { institution: who, post } of posts) await sql('INSERT INTO corridor_post VALUES ($1, $2, $3, $4, now()) ON CONFLICT DO NOTHING', [HERE, INSTITUTIONS[who], personId, post]);
    principals.push({ actor: `person:${personId}`, personId, institutionIds: affiliations.filter((at) => here.has(at)).map((at) => INSTITUTIONS[at] ?? ''), roles: role === null ? [] : [role], scopes: null, credential: null });
  }
  of.hub.app.get(Rights).moved();
  return principals;
}

/** For each owner and class of the corridor, whether this person reads it, by one of the ways to ask. */
type Line = Record<string, boolean>;

async function byRead(person: Principal, owners: readonly string[], doors: boolean): Promise<Line> {
  const rows = await of.hub.database.asApp<{ key: string; shared: boolean; since: boolean; once: boolean }>(person, [],
    `SELECT o || ' ' || c AS key, corridor_shared(o, c) AS shared, corridor_shared_since(o, c) < 'infinity' AS since,
       corridor_reads_since(o, (SELECT corridor_terms(c))) IS NOT DISTINCT FROM corridor_shared_since(o, c) AND corridor_reads(o, (SELECT corridor_terms(c))) = corridor_shared(o, c) AS once FROM unnest($1::uuid[]) o, unnest($2::text[]) c`, [owners, CLASSES]);
  for (const { shared, since, once } of rows) expect([since, once]).toEqual([shared, true]);
  return Object.fromEntries(rows.map(({ key, shared }) => [key, doors && shared]));
}

async function lineOf(owners: readonly string[], ask: (owner: string, dataClass: corridor.SharedClass) => Promise<boolean>): Promise<Line> {
  const line: Line = {};
  for (const owner of owners) for (const dataClass of CLASSES) line[`${owner} ${dataClass}`] = await ask(owner, dataClass);
  return line;
}

describe('the line that the compact draws', () => {
  it('is the same for reads, streams, snapshots and positions, whoever is in it and whatever is granted', async () => {
    await fc.assert(fc.asyncProperty(worlds, async (world) => {
      const people = await build(world);
      const owners = [...new Set(world.members.filter(({ corridor: at }) => at === 0).map(({ institution: who }) => INSTITUTIONS[who] ?? ''))];
      for (const person of people) {
        const labels = (await of.hub.app.get(Rights).labels(person, `corridor:${HERE}`)) ?? new Set<string>();
        // The doors let those in who act for a member; what they then see is up to the database.
        const doors = [...labels].some((label) => label.startsWith('org:') || label === 'administrators');
        const read = await byRead(person, owners, doors);
        await of.hub.app.get(UnitOfWork).read(systemActor('test'), [HERE], async (db) => {
          expect(await lineOf(owners, async (owner, dataClass) => (await audienceOf(db, HERE, owner, dataClass)).some((label) => labels.has(label)))).toEqual(read);
          expect(await lineOf(owners, async (owner, dataClass) => (await sharesFor(db, HERE, dataClass, labels)).has(owner))).toEqual(read);
          const exact = labels.has('administrators');
          expect(await lineOf(owners, async (owner, dataClass) => exact || (await sharesOf(db, HERE, owner, dataClass)).some(({ label }) => labels.has(label)))).toEqual(read);
        });
      }
    }), { numRuns: 25 });
  });

  it('is drawn by nothing else: no table that shares by class has another way in for readers', async () => {
    const open = await of.hub.database.sql<{ place: string; qual: string }>(
      `SELECT tablename || ' by ' || policyname AS place, qual FROM pg_policies p WHERE cmd IN ('SELECT', 'ALL') AND permissive = 'PERMISSIVE' AND qual !~ 'corridor_(shared|terms)' AND qual <> 'hub_system()'
         AND EXISTS (SELECT FROM pg_policies s WHERE s.tablename = p.tablename AND s.qual ~ 'corridor_(shared|terms)')`,
    );
    expect(open).toEqual([]);
  });
});

describe('a trial of a proposed compact', () => {
  interface Sight {
    sees: string;
    precisionMetres: number | null;
    retentionDays: number | null;
  }
  type Change = { institutionId: string; readerInstitutionId: string; dataClass: string; before: Sight | null; after: Sight | null };
  const parties = (): string[] => [of.lead, of.operator, of.host].map(({ institutionId }) => institutionId);

  /** Who sees what, by the explainer. */
  async function everything(): Promise<Map<string, Sight>> {
    const seen = new Map<string, Sight>();
    for (const institutionId of parties()) for (const readerInstitutionId of parties()) for (const dataClass of CLASSES) {
      const search = new URLSearchParams({ institutionId, readerInstitutionId, dataClass }).toString();
      const { sees, precisionMetres, retentionDays } = done(await of.administrator.get<Sight>(`/corridors/${of.corridorId}/sharing/explanation?${search}`));
      seen.set(`${institutionId} ${readerInstitutionId} ${dataClass}`, { sees, precisionMetres, retentionDays });
    }
    return seen;
  }

  const proposals = fc.array(fc.record({
    owner: fc.nat(2), reader: fc.option(fc.nat(2), { freq: 3 }), dataClass: fc.constantFrom(...CLASSES), retentionDays: fc.constantFrom(null, 30), end: fc.boolean(),
  }), { minLength: 1, maxLength: 5 }).map((all) => all.filter(({ owner, reader }) => owner !== reader)).filter((all) => all.length > 0);

  it('says exactly what then comes true, and changes nothing', async () => {
    await of.hub.database.sql('DELETE FROM corridor_grant');
    await fc.assert(fc.asyncProperty(proposals, async (all) => {
      const { administrator, corridorId, hub } = of;
      const proposed = all.map(({ owner, reader, ...line }) => ({ institutionId: parties()[owner] ?? '', readerInstitutionId: reader === null ? null : (parties()[reader] ?? ''), ...line }));
      const before = await everything();
      const head = await hub.database.sql('SELECT name, head FROM log_stream ORDER BY name');
      const { changes } = done(await administrator.get<{ changes: Change[] }>(`/corridors/${corridorId}/sharing/trial?grants=${encodeURIComponent(JSON.stringify(proposed))}`));
      expect(await everything()).toEqual(before);
      expect(await hub.database.sql('SELECT name, head FROM log_stream ORDER BY name')).toEqual(head);
      for (const { end, ...line } of proposed) await (end ? endOpen(line) : give(line));
      const after = await everything();
      const differing = [...before].filter(([key, sight]) => JSON.stringify(sight) !== JSON.stringify(after.get(key))).map(([key]) => key).sort();
      expect(changes.map((change) => `${change.institutionId} ${change.readerInstitutionId} ${change.dataClass}`).sort()).toEqual(differing);
      for (const change of changes) {
        const key = `${change.institutionId} ${change.readerInstitutionId} ${change.dataClass}`;
        expect([change.before?.sees ?? 'nothing', change.before?.retentionDays ?? null]).toEqual([before.get(key)?.sees, before.get(key)?.retentionDays]);
        expect([change.after?.sees ?? 'nothing', change.after?.retentionDays ?? null]).toEqual([after.get(key)?.sees, after.get(key)?.retentionDays]);
      }
    }), { numRuns: 5 });
  });

  async function give(line: object): Promise<void> {
    done(await of.administrator.send('corridor.grant.give', { corridorId: of.corridorId, ...line, purpose: 'As proposed' }));
  }

  async function endOpen({ institutionId, readerInstitutionId, dataClass }: { institutionId: string; readerInstitutionId: string | null; dataClass: string }): Promise<void> {
    const [open] = await of.hub.database.sql<{ id: string }>(
      'SELECT id FROM corridor_grant WHERE owner_id = $1 AND reader_id IS NOT DISTINCT FROM $2 AND data_class = $3 AND ended_at IS NULL', [institutionId, readerInstitutionId, dataClass]);
    if (open !== undefined) done(await of.administrator.send('corridor.grant.end', { corridorId: of.corridorId, grantId: open.id }));
  }

  it('refuses what is no list of grants, and names the field', async () => {
    const { operator, corridorId } = of;
    const refused = await operator.coordinator.get(`/corridors/${corridorId}/sharing/trial?grants=${encodeURIComponent('[{"dataClass":"diary"}]')}`);
    expect(refused.status).toBe(400);
    expect(JSON.stringify(refused.body)).toContain('/grants/0/dataClass');
    expect((await operator.coordinator.get(`/corridors/${corridorId}/sharing/trial?grants=nonsense`)).status).toBe(400);
  });
});

import type { Visitor } from '../support/hub.js';
import { done } from './a-corridor.js';
import { aFullCorridor, CANARY, type FullCorridor } from './a-full-corridor.js';
import { DAY } from './a-report.js';
import { objectionsTo, typeErrorsIn } from './fhir-validators.js';

interface Resource { readonly resourceType: string; readonly id: string; readonly status?: string; readonly meta?: { readonly versionId?: string }; readonly [field: string]: unknown }
interface Bundle { readonly link: readonly { readonly relation: string; readonly url: string }[]; readonly entry?: readonly { readonly fullUrl: string; readonly resource: Resource }[] }

const TYPES = ['Organization', 'Location', 'HealthcareService', 'Device', 'Task', 'MeasureReport', 'SupplyDelivery'];

let of: FullCorridor;
beforeAll(async () => {
  of = await aFullCorridor();
}, 170_000);
afterAll(() => of.hub.close());

const fhir = <T = Bundle>(path: string, who: Visitor = of.operator.coordinator) => who.get<T>(`/fhir/r4/${path}`);
const search = async (type: string, more = '', who?: Visitor): Promise<Resource[]> => (done(await fhir(`${type}?corridor=${of.corridorId}&from=${DAY}&to=${DAY}${more}`, who)).entry ?? []).map(({ resource }) => resource);
const read = async (type: string, id: string): Promise<Resource> => done(await fhir<Resource>(`${type}/${id}`));
async function raw(path: string, token: string | null, headers: Record<string, string> = {}): Promise<{ status: number; type: string; etag: string; text: string }> {
  const answer = await fetch(`${of.hub.url}/api/v1/fhir/r4/${path}`, { headers: { ...(token === null ? {} : { authorization: `Bearer ${token}` }), ...headers } });
  return { status: answer.status, type: answer.headers.get('content-type') ?? '', etag: answer.headers.get('etag') ?? '', text: await answer.text() };
}

describe('a corridor in FHIR R4', () => {
  it('has resources of each type that two validators and the types of R4 have nothing against', async () => {
    const bundles = await Promise.all(TYPES.map(async (type) => done(await fhir(`${type}?corridor=${of.corridorId}&from=${DAY}&to=${DAY}`))));
    const resources = bundles.flatMap(({ entry = [] }) => entry.map(({ resource }) => resource));
    const statement = done(await fhir<Resource>('metadata'));
    expect([...new Set(resources.map(({ resourceType }) => resourceType))].sort()).toEqual([...TYPES].sort());
    expect(statement['fhirVersion']).toBe('4.0.1');
    // The schema was published with 4.0.0 and knows no later number.
    for (const one of [...resources, ...(bundles as unknown as Resource[]), { ...statement, fhirVersion: '4.0.0' }]) expect([one.resourceType, one.id, objectionsTo(one)]).toEqual([one.resourceType, one.id, []]);
    expect(typeErrorsIn([...resources, statement])).toEqual([]);
    expect(resources.length).toBeGreaterThan(15);
  });

  it('is judged by validators that find a wrong code, an unknown field and a missing one', async () => {
    const task = await read('Task', of.deploymentId);
    for (const wrong of [{ ...task, status: 'under-way' }, { ...task, wheels: 6 }, { ...task, intent: undefined }]) expect(objectionsTo(JSON.parse(JSON.stringify(wrong)) as object)).not.toEqual([]);
  });

  it('answers each resource that a search found under its own id, the same', async () => {
    for (const type of TYPES) {
      for (const found of await search(type)) expect(await read(type, found.id)).toEqual(found);
    }
  }, 120_000);

  it('says what stands: states, versions, places, counts and quantities', async () => {
    expect(await read('Task', of.deploymentId)).toMatchObject({ status: 'in-progress', businessStatus: { coding: [{ code: 'operational' }] }, owner: { reference: `Organization/${of.operator.institutionId}` } });
    expect(await read('Task', of.legId)).toMatchObject({ partOf: [{ reference: `Task/${of.deploymentId}` }], restriction: { period: { start: '2026-12-01T01:30:00.000Z' } } });
    expect(await read('Location', of.unitId)).toMatchObject({ position: { latitude: 37.7712345, longitude: 75.2298765 }, physicalType: { coding: [{ code: 've' }] } });
    const centre = await read('Location', of.centreId);
    expect(centre['hoursOfOperation']).toEqual([
      { daysOfWeek: ['mon'], openingTime: '08:00:00', closingTime: '20:00:00' }, { daysOfWeek: ['sun'], openingTime: '22:00:00', closingTime: '23:59:59' },
      { daysOfWeek: ['mon'], openingTime: '00:00:00', closingTime: '06:00:00' }, { daysOfWeek: ['wed'], allDay: true },
    ]);
    expect((await read('Device', of.equipmentId)).meta).toEqual({ versionId: '1' });
    const report = await read('MeasureReport', of.reportId) as unknown as { group: { code: { coding: { code: string }[] }; population: { count?: number }[] }[] };
    expect(report.group.find(({ code }) => code.coding[0]?.code === 'acute_respiratory_infection')?.population.map(({ count }) => count)).toEqual([2, 30, 32]);
    const deliveries = await search('SupplyDelivery');
    const amounts = deliveries.map(({ status, suppliedItem }) => [status, (suppliedItem as { quantity: { value: number } } | undefined)?.quantity.value ?? null]);
    expect(amounts.sort()).toEqual([['completed', 120], ['completed', 500], ['in-progress', 40], ['in-progress', 60], ['in-progress', null]].sort());
  });

  it('goes on page by page to the same things', async () => {
    for (const type of ['HealthcareService', 'Location', 'SupplyDelivery']) {
      const ids: string[] = [];
      for (let path: string | undefined = `${type}?corridor=${of.corridorId}&_count=1`; path !== undefined;) {
        const { link, entry = [] }: Bundle = done(await fhir(path));
        expect(entry.length).toBeLessThanOrEqual(1);
        ids.push(...entry.map(({ resource }) => resource.id));
        path = link.find(({ relation }) => relation === 'next')?.url.split('/r4/')[1];
      }
      expect(ids).toEqual((await search(type)).map(({ id }) => id));
    }
  });

  it('has the same ETag until something changes', async () => {
    const first = await raw(`Location/${of.secondUnitId}`, of.operator.coordinator.token);
    expect([first.status, first.type]).toEqual([200, 'application/fhir+json; charset=utf-8']);
    const again = await raw(`Location/${of.secondUnitId}`, of.operator.coordinator.token, { 'if-none-match': `"other", W/${first.etag}` });
    expect([again.status, again.text]).toEqual([304, '']);
    done(await of.operator.coordinator.send('corridor.unit.change', { unitId: of.secondUnitId, state: 'out_of_service' }));
    const changed = await raw(`Location/${of.secondUnitId}`, of.operator.coordinator.token, { 'if-none-match': first.etag });
    expect([changed.status, (JSON.parse(changed.text) as Resource).status]).toEqual([200, 'suspended']);
    const [list, same] = [await raw(`Task?corridor=${of.corridorId}`, of.operator.coordinator.token), await raw(`Task?corridor=${of.corridorId}`, of.operator.coordinator.token)];
    expect(list.etag).toBe(same.etag);
  });
});

describe('who reads a corridor in FHIR R4', () => {
  it('is settled by the compact: an organisation with which nothing is shared sees the registry alone', async () => {
    const lead = of.lead.coordinator;
    const [deliveries, measures, devices, places] = [await search('SupplyDelivery', '', lead), await search('MeasureReport', '', lead), await search('Device', '', lead), await search('Location', '', lead)];
    expect([deliveries, measures, devices.map(({ id }) => id)]).toEqual([[], [], [of.trackerId]]);
    expect(places.find(({ id }) => id === of.unitId)?.['position']).toBeUndefined();
    for (const hidden of [`Device/${of.equipmentId}`, `MeasureReport/${of.reportId}`, `MeasureReport/${of.unitId}.board`, `SupplyDelivery/${of.shipmentId}`]) expect([hidden, (await fhir(hidden, lead)).status]).toEqual([hidden, 404]);
  });

  it('hides small counts from those who get reports by the compact, and says that it does', async () => {
    done(await of.operator.coordinator.send('corridor.grant.give', { corridorId: of.corridorId, institutionId: of.operator.institutionId, readerInstitutionId: of.lead.institutionId, dataClass: 'report', purpose: 'To see how it goes' }));
    const { status, body } = await fhir<Resource>(`MeasureReport/${of.reportId}`, of.lead.coordinator);
    expect([status, objectionsTo(body)]).toEqual([200, []]);
    expect(JSON.stringify(body)).toContain('"valueCode":"masked"');
    expect(JSON.stringify(await read('MeasureReport', of.reportId))).not.toContain('masked');
  });

  it('is nobody who takes no part: each address is as if there were nothing', async () => {
    for (const type of TYPES) {
      const [one] = await search(type);
      const paths = [`${type}?corridor=${of.corridorId}`, `${type}/${one?.id ?? ''}`];
      for (const path of paths) {
        expect([path, (await fhir(path, of.stranger)).status]).toEqual([path, 404]);
        expect([path, (await raw(path, null)).status]).toEqual([path, 401]);
      }
    }
    expect((await raw('metadata', null)).status).toBe(401);
  });

  it('needs the scope corridor:read of a key', async () => {
    const key = async (scopes: readonly string[]): Promise<string> => done(await of.operator.coordinator.send<{ key: string }>('identity.key.create', { name: 'program', scopes })).key;
    const [without, within] = [await key(['events:read']), await key(['corridor:read'])];
    for (const path of [`Location?corridor=${of.corridorId}`, `Location/${of.centreId}`]) {
      expect((await raw(path, without)).status).toBe(403);
      expect((await raw(path, within)).status).toBe(200);
    }
  });

  it('finds no words of people in it', async () => {
    for (const type of TYPES) expect(JSON.stringify(await search(type))).not.toContain(CANARY);
  });
});

describe('what is asked wrongly in FHIR R4', () => {
  it.each([
    ['Task', 400, 'invalid', '/corridor'], ['Task?corridor=x', 400, 'invalid', '/corridor'], ['Task?corridor=ID&_count=500', 400, 'invalid', '/_count'], ['Task?corridor=ID&patient=1', 400, 'invalid', 'patient'],
    ['Task?corridor=ID&page=x', 400, 'invalid', '/iterator'], ['MeasureReport?corridor=ID&from=2026-01-01&to=2026-03-01', 400, 'invalid', '/to'], ['Patient?corridor=ID', 404, 'not-found', ''], ['Patient/ID', 404, 'not-found', ''],
    ['Location/ID', 404, 'not-found', ''], ['HealthcareService/ID', 404, 'not-found', ''], ['Task/no-id', 404, 'not-found', ''],
  ])('%s is refused with an OperationOutcome', async (path, status, code, named) => {
    const answer = await raw(path.replace('ID', of.corridorId), of.operator.coordinator.token);
    const outcome = JSON.parse(answer.text) as { resourceType: string; issue: { code: string; diagnostics: string }[] };
    expect([answer.status, outcome.resourceType, outcome.issue[0]?.code, outcome.issue[0]?.diagnostics.includes(named)]).toEqual([status, 'OperationOutcome', code, true]);
    expect(objectionsTo(outcome)).toEqual([]);
  });
});

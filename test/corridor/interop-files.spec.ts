import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { check } from '@placemarkio/check-geojson';
import { parse } from 'csv-parse/sync';
import { XmlBufferInputProvider, XmlDocument, XsdValidator, XmlValidateError, xmlCleanupInputProvider, xmlRegisterInputProvider } from 'libxml2-wasm';
import type { Someone } from '../support/people.js';
import { done } from './a-corridor.js';
import { aFullCorridor, CANARY, FORMULA, type FullCorridor } from './a-full-corridor.js';

const FILES = ['have.xml', 'features.geojson', 'centres.csv', 'units.csv', 'deployments.csv', 'boards.csv', 'stock.csv'];
const NAMESPACES = { have: 'urn:oasis:names:tc:emergency:edxl:have:2.0', gml: 'http://www.opengis.net/gml/3.2', ct: 'urn:oasis:names:tc:emergency:edxl:ct:1.0', one: 'urn:oasis:names:tc:emergency:EDXL:HAVE:1.0' };

let of: FullCorridor;
let schema: XsdValidator;
beforeAll(async () => {
  const parts = ['have-place.xsd', 'have-gml.xsd', 'have-1.0.xsd'];
  xmlRegisterInputProvider(new XmlBufferInputProvider(Object.fromEntries(parts.map((name) => [name, readFileSync(join(import.meta.dirname, name))]))));
  schema = XsdValidator.fromDoc(XmlDocument.fromString(readFileSync(join(import.meta.dirname, 'have-2.0.xsd'), 'utf8')));
  of = await aFullCorridor();
}, 170_000);
afterAll(async () => {
  xmlCleanupInputProvider();
  await of.hub.close();
});

interface Got { readonly status: number; readonly type: string; readonly etag: string; readonly link: string; readonly text: string }
async function file(name: string, who: Pick<Someone, 'token'> | null = of.operator.coordinator, headers: Record<string, string> = {}): Promise<Got> {
  const answer = await fetch(`${of.hub.url}/api/v1/corridors/${of.corridorId}/${name}`, { headers: { ...(who === null ? {} : { authorization: `Bearer ${who.token}` }), ...headers } });
  const { headers: got } = answer;
  return { status: answer.status, type: got.get('content-type') ?? '', etag: got.get('etag') ?? '', link: got.get('link') ?? '', text: Buffer.from(await answer.arrayBuffer()).toString('utf8') };
}

describe('a corridor in EDXL-HAVE', () => {
  /** The document, once it is well-formed and as the schema has it, with the facility of an id. */
  async function facility(id: string, who?: Someone): Promise<(path: string) => string | undefined> {
    const { type, text } = await file('have.xml', who);
    expect(type).toBe('application/xml; charset=utf-8');
    const document = XmlDocument.fromString(text);
    schema.validate(document);
    return (path) => document.get(`//have:facility[have:facilityInformation/have:facilityID='${id}']${path}`, NAMESPACES)?.content;
  }

  it('says what a facility has by its schema, latitude first, in the words of the standard', async () => {
    const unit = await facility(of.unitId);
    expect(['//gml:pos', '/have:facilityColourStatus/have:colourCode/ct:Value', "//have:serviceListItem[have:serviceName='Surgery']//have:colourCodeDefault/ct:Value", "//one:BedCapacity[one:BedType='AdultICU']//one:AvailableCount",
      "//one:BedCapacity[one:BedType='AdultICU']//one:BaselineCount", '//one:ClinicalStatus', '//one:FacilityStatus', '//one:Activity24Hr/one:Admissions'].map(unit)).toEqual(
      ['37.7712345 75.2298765', 'yellow', 'yellow', '2', '6', 'Full', 'Compromised', '4']);
    const centre = await facility(of.centreId);
    expect([centre('//gml:pos'), centre("//have:serviceListItem[have:serviceName='Surgery']/have:serviceStatus"), centre('//one:HospitalBedCapacityStatus')]).toEqual(['39.4677 75.9938', undefined, undefined]);
  });

  it('says of beds whether any is free and how many more there can be within a day, and as of when all of it holds', async () => {
    const asOf = new Date(Date.now() - 2 * 3_600_000).toISOString();
    done(await of.operator.field.send('corridor.board.report', { unitId: of.unitId, readings: [{ field: 'beds.adult_icu.in24h', value: 3, asOf }, { field: 'beds.medical_surgical.available', value: 0 }] }));
    const unit = await facility(of.unitId);
    const bed = (type: string, path: string): string | undefined => unit(`//one:BedCapacity[one:BedType='${type}']/${path}`);
    expect(['one:Capacity/one:CapacityStatus', 'one:Capacity/one:AdditionalCapacityCount24Hr', 'one:CommentText'].map((path) => bed('AdultICU', path))).toEqual(['Vacant/Available', '3', `As of ${asOf}`]);
    expect(bed('MedicalSurgical', 'one:Capacity/one:CapacityStatus')).toBe('NotAvailable');
    // One time a facility is the newest; the others stand in its comments.
    expect(unit('/one:LastUpdateTime')! > asOf).toBe(true);
    expect(unit('/one:HospitalFacilityStatus/one:CommentText')).toMatch(/^As of \d{4}-/);
  });

  it('leaves out a number that is too old to be taken for now', async () => {
    expect((await file('boards.csv')).text).toContain('beds.burn.available,3');
    expect((await facility(of.unitId))("//one:BedCapacity[one:BedType='Burn']")).toBeUndefined();
  });

  it('writes names as they are', async () => {
    expect((await facility(of.secondUnitId))('//have:facilityName')).toBe(FORMULA);
  });

  it('shows another organisation neither beds nor places that are not shared with it', async () => {
    const unit = await facility(of.unitId, of.lead.coordinator);
    expect([unit('//have:facilityName'), unit('//gml:pos'), unit('//one:HospitalBedCapacityStatus'), unit('/have:facilityColourStatus')]).toEqual(['Mobile hospital 1', undefined, undefined, undefined]);
  });

  it('is judged by a schema that finds a latitude of 174, an element too many and a colour that is none', async () => {
    const { text } = await file('have.xml');
    for (const wrong of [text.replace('37.7712345 75.2298765', '174.5 37.77'), text.replace('<facilityInformation>', '<facilityInformation><beds/>'), text.replace('AdultICU', 'Adult ICU'), text.replace('>yellow<', '>amber<')]) {
      expect(() => schema.validate(XmlDocument.fromString(wrong))).toThrow(XmlValidateError);
    }
  });
});

describe('a corridor in GeoJSON', () => {
  interface Feature { id: string; geometry: { type: string; coordinates: unknown }; properties: Record<string, unknown> }
  const features = async (who?: Someone): Promise<Feature[]> => (check((await file('features.geojson', who)).text) as unknown as { features: Feature[] }).features;
  const ofKind = async (kind: string, who?: Someone): Promise<Feature[]> => (await features(who)).filter(({ properties }) => properties['kind'] === kind);

  it('has centres, units, sites and fences under their ids, longitude first', async () => {
    const { fenceId } = done(await of.operator.coordinator.send<{ fenceId: string }>('corridor.fence.create', {
      corridorId: of.corridorId, institutionId: of.operator.institutionId, name: 'Sost', shape: { kind: 'circle', centre: { latitude: 36.69, longitude: 74.82 }, radiusMetres: 2_000 },
    }));
    const { type, text } = await file('features.geojson');
    expect([type, Object.keys(JSON.parse(text) as object)]).toEqual(['application/geo+json; charset=utf-8', ['type', 'features']]);
    const [centre] = await ofKind('centre');
    const [unit] = await ofKind('unit');
    const [site] = await ofKind('site');
    const [fence] = await ofKind('fence');
    expect([centre?.id, centre?.geometry.coordinates, unit?.id, unit?.geometry.coordinates, site?.id, site?.geometry.coordinates]).toEqual([of.centreId, [75.9938, 39.4677], of.unitId, [75.2298765, 37.7712345], of.deploymentId, [75.23, 37.77]]);
    expect([fence?.id, fence?.geometry.type, fence?.properties['radiusMetres']]).toEqual([fenceId, 'Polygon', 2_000]);
  });

  it('shows units to those whom the compact shows them, as exactly as it says', async () => {
    expect(await ofKind('unit', of.lead.coordinator)).toEqual([]);
    done(await of.operator.coordinator.send('corridor.grant.give', { corridorId: of.corridorId, institutionId: of.operator.institutionId, readerInstitutionId: of.lead.institutionId, dataClass: 'position', purpose: 'To plan', precisionMetres: 5_000 }));
    const [unit] = await ofKind('unit', of.lead.coordinator);
    expect([unit?.id, unit?.properties['precisionMetres']]).toEqual([of.unitId, 5_000]);
    expect(unit?.geometry.coordinates).not.toEqual([75.2298765, 37.7712345]);
  });

  it('shows a member without a post what all members know', async () => {
    const kinds = (await features(of.operator.affiliate)).map(({ properties }) => properties['kind']);
    expect(new Set(kinds)).toEqual(new Set(['centre', 'site', 'fence']));
  });
});

describe('a corridor in CSV', () => {
  const rows = async (name: string, who?: Someone): Promise<Record<string, string>[]> => parse((await file(name, who)).text, { columns: true, record_delimiter: '\r\n' });

  it('is read back by another program as it was', async () => {
    expect(await rows('centres.csv')).toEqual([expect.objectContaining({ id: of.centreId, country: 'CN', zone: 'Asia/Shanghai', latitude: '39.4677', longitude: '75.9938', services: 'surgery telemedicine' })]);
    expect((await rows('units.csv')).find(({ id }) => id === of.unitId)).toMatchObject({ emt_type: 'type_2', inpatient_beds: '20', icu_beds: '', latitude: '37.7712345' });
    expect(await rows('deployments.csv')).toEqual([expect.objectContaining({ id: of.deploymentId, state: 'operational', site: 'Tashkurgan field', latitude: '37.77', centre: '' })]);
    expect((await rows('boards.csv')).find(({ field }) => field === 'oxygen.demand')).toMatchObject({ holder: of.unitId, value: '12.5', unit: 'L/min', freshness: 'live' });
    const stock = await rows('stock.csv');
    expect(stock.map(({ holder, name, lot, lot_quantity }) => [holder, name, lot, lot_quantity]).sort()).toEqual([
      [of.unitId, 'Paracetamol, 500 mg "film"', 'A', '270'], [of.secondUnitId, 'Paracetamol, 500 mg "film"', 'A', '120'],
    ].sort());
  });

  it.each([
    ['centres.csv', 'id,institution,name,country,zone,latitude,longitude,state,services'], ['units.csv', 'id,institution,name,emt_type,state,vehicle,outpatients_per_day,inpatient_beds,icu_beds,latitude,longitude,fix_time'],
    ['deployments.csv', 'id,unit,operator,host,state,site,country,zone,latitude,longitude,centre,stay_from,stay_until,planned_at,moved_at,registered_at,version'],
    ['boards.csv', 'holder_kind,holder,institution,country,deployment,field,value,unit,as_of,freshness,source'], ['stock.csv', 'holder_kind,holder,institution,item,name,unit,quantity,reorder_at,as_of,lot,lot_expires_on,lot_quantity'],
  ])('%s has the columns that others count on', async (name, columns) => {
    const { type, text } = await file(name);
    expect([type, text.split('\r\n')[0], text.endsWith('\r\n')]).toEqual(['text/csv; charset=utf-8; header=present', columns, true]);
  });

  it('holds no formula, and a number stays a number', async () => {
    const centre = { corridorId: of.corridorId, institutionId: of.operator.institutionId, countryCode: 'CL', zone: 'America/Santiago', point: { latitude: -33.5, longitude: -70.25 } };
    const names = [FORMULA, '+1', '-1', '@SUM(1)'];
    for (const name of names) done(await of.operator.coordinator.send('corridor.centre.register', { ...centre, name }));
    const found = (await rows('centres.csv')).filter(({ latitude, longitude }) => latitude === '-33.5' && longitude === '-70.25');
    expect(found.map(({ name }) => name).sort()).toEqual(names.map((name) => `'${name}`).sort());
  });

  it('begins with a byte order mark for those who ask for one', async () => {
    expect([(await file('units.csv?bom=true')).text.charCodeAt(0), (await file('units.csv')).text.charCodeAt(0)]).toEqual([0xfeff, 'i'.charCodeAt(0)]);
  });

  it('shows another organisation no stock, board or place that is not shared with it', async () => {
    expect([await rows('stock.csv', of.lead.coordinator), await rows('boards.csv', of.lead.coordinator)]).toEqual([[], []]);
    expect((await rows('units.csv', of.host.coordinator)).map(({ id }) => id)).toContain(of.unitId);
  });
});

describe('every file of a corridor', () => {
  it('says in a Link header where it goes on, and comes to an end', async () => {
    for (const name of ['stock.csv', 'units.csv', 'boards.csv']) {
      const whole = (await file(name)).text.trim().split('\r\n').slice(1);
      const lines: string[] = [];
      for (let path: string | undefined = `${name}?limit=1`; path !== undefined;) {
        const { text, link } = await file(path);
        lines.push(...text.trim().split('\r\n').slice(1));
        path = /^<.*\/([^/]+)>; rel="next"$/.exec(link)?.[1];
      }
      expect([name, lines]).toEqual([name, whole]);
    }
  });

  it.each(FILES)('%s: 401 to nobody, 404 to a stranger, 403 to a key without the scope, 304 to who holds it', async (name) => {
    const [nobody, stranger] = [await file(name, null), await file(name, of.stranger)];
    expect([nobody.status, stranger.status, stranger.type]).toEqual([401, 404, 'application/problem+json; charset=utf-8']);
    const { key } = done(await of.operator.coordinator.send<{ key: string }>('identity.key.create', { name: 'program', scopes: ['events:read'] }));
    expect((await file(name, { token: key })).status).toBe(403);
    const first = await file(name);
    const again = await file(name, of.operator.coordinator, { 'if-none-match': first.etag });
    expect([first.status, first.etag.length, again.status, again.text]).toEqual([200, 24, 304, '']);
    const wrong = await file(`${name}?colour=red`);
    expect([wrong.status, wrong.text.includes('colour')]).toEqual([400, true]);
    expect((await file(`${name}?iterator=x`)).status).toBe(400);
    expect(first.text).not.toContain(CANARY);
  });
});

import { corridor, type Output } from '#contracts';
import { element, xmlDocument, type Xml } from '../../xml/write-xml.js';

export type Board = Output<typeof corridor.listBoards>;

/** A centre or unit as a facility, with what is known of it. */
export interface Facility {
  readonly name: string;
  readonly services: readonly string[];
  /** Null where its place is not shown to the reader. */
  readonly point: { readonly latitude: number; readonly longitude: number } | null;
  readonly board: Board;
}

export const NAMESPACES = {
  '': 'urn:oasis:names:tc:emergency:edxl:have:2.0', 'edxl-ct': 'urn:oasis:names:tc:emergency:edxl:ct:1.0', gml: 'http://www.opengis.net/gml/3.2',
  // Beds and states of a facility are said in the words of version 1.0, which are known and checked.
  have1: 'urn:oasis:names:tc:emergency:EDXL:HAVE:1.0',
} as const;

/** HAVE's word for each kind of bed. */
const BEDS: Readonly<Record<string, string>> = {
  adult_icu: 'AdultICU', pediatric_icu: 'PediatricICU', neonatal_icu: 'NeonatalICU', emergency_department: 'EmergencyDepartment', nursery_beds: 'NurseryBeds', medical_surgical: 'MedicalSurgical',
  rehab_long_term_care: 'RehabLongTermCare', burn: 'Burn', pediatrics: 'Pediatrics', adult_psychiatric: 'AdultPsychiatric', pediatric_psychiatric: 'PediatricPsychiatric',
  negative_flow_isolation: 'NegativeFlowIsolation', other_isolation: 'OtherIsolation', operating_rooms: 'OperatingRooms',
};
/** Where HAVE's word is not the hub's with capitals. */
const SERVICES: Readonly<Record<string, string>> = { obgyn: 'OBGYN', trauma_center: 'TraumaCenterServices' };
/** A facility that works with less is yellow; one that takes nobody is red or, closed, black. */
const COLOURS: Readonly<Record<string, string>> = { normal: 'green', compromised: 'yellow', evacuating: 'red', closed: 'black' };

/** Facilities in the form of EDXL-HAVE 2.0. It has one time a facility, so a number that is too old to be taken for now is left out. */
export function composeHave(facilities: readonly Facility[]): string {
  const names = Object.fromEntries(Object.entries(NAMESPACES).map(([prefix, uri]) => [prefix === '' ? 'xmlns' : `xmlns:${prefix}`, uri]));
  return xmlDocument(element('HAVE', names, facilities.map(facility)));
}

type Readings = ReadonlyMap<string, Board['readings'][number]>;

function facility({ name, services, point, board }: Facility): Xml {
  const readings: Readings = new Map(board.readings.filter(({ value, freshness }) => value !== null && freshness !== 'stale').map((reading) => [reading.field, reading]));
  const state = known(readings, 'facility.state');
  const newest = [...readings.values()].map(({ asOf }) => asOf).sort().at(-1);
  return element(
    'facility', {}, information(board.holderId, name, point),
    state === null ? null : element('facilityColourStatus', {}, element('colourCode', {}, element('edxl-ct:Value', {}, COLOURS[state] ?? 'yellow'))),
    serviceList(services, readings), beds(readings), facilityStatus(readings), newest === undefined ? null : element('have1:LastUpdateTime', {}, newest),
  );
}

function known(readings: Readings, field: string): string | number | null {
  return readings.get(field)?.value ?? null;
}

/** GML writes latitude first. */
function information(id: string, name: string, point: Facility['point']): Xml {
  const place = point === null ? null : element(
    'facilityGeoLocation', {}, element('edxl-ct:EDXLGeoLocation', {}, element('gml:Point', { 'gml:id': `p-${id}`, srsName: 'urn:ogc:def:crs:EPSG::4326' }, element('gml:pos', {}, `${point.latitude} ${point.longitude}`))),
  );
  return element('facilityInformation', {}, element('facilityID', {}, id), element('facilityName', {}, name), place);
}

/** What it offers or said a colour of; without a colour where it said none. */
function serviceList(services: readonly string[], readings: Readings): Xml | null {
  const items = corridor.service.options.map((service) => ({ service, colour: known(readings, `service.${service}`) })).filter(({ service, colour }) => colour !== null || services.includes(service));
  return items.length === 0 ? null : element('serviceList', {}, items.map(({ service, colour }) => element(
    'serviceListItem', {}, element('serviceName', {}, SERVICES[service] ?? capitals(service)),
    colour === null ? null : element('serviceStatus', {}, element('colourStatus', {}, element('colourCodeDefault', {}, element('edxl-ct:Value', {}, colour)))),
  )));
}

/** What could be made free within a day is beyond what is free now. HAVE has no element for beds at the most. */
function beds(readings: Readings): Xml | null {
  const kinds = Object.entries(BEDS).map(([bed, word]) => ({ word, fields: [`beds.${bed}.available`, `beds.${bed}.baseline`, `beds.${bed}.in24h`] as const })).filter(({ fields }) => fields.some((field) => readings.has(field)));
  return kinds.length === 0 ? null : element('have1:HospitalBedCapacityStatus', {}, kinds.map(({ word, fields }) => {
    const [available, baseline, within] = [known(readings, fields[0]), known(readings, fields[1]), known(readings, fields[2])];
    const capacity = element(
      'have1:Capacity', {}, said('have1:CapacityStatus', available === null ? null : Number(available) > 0 ? 'Vacant/Available' : 'NotAvailable'),
      said('have1:AvailableCount', available), said('have1:BaselineCount', baseline), said('have1:AdditionalCapacityCount24Hr', within),
    );
    return element('have1:BedCapacity', {}, element('have1:BedType', {}, word), capacity, asOf(readings, fields));
  }));
}

function facilityStatus(readings: Readings): Xml | null {
  const word = (field: string): string | null => {
    const value = known(readings, field);
    return value === null ? null : capitals(String(value));
  };
  const counts = ['activity.admissions', 'activity.discharges', 'activity.deaths'];
  const activity = counts.map((field) => said(`have1:${capitals(field.split('.')[1] ?? '')}`, known(readings, field))).filter((one) => one !== null);
  const parts = [
    said('have1:ClinicalStatus', word('facility.clinical')), said('have1:FacilityStatus', word('facility.state')), said('have1:SecurityStatus', word('security.level')),
    activity.length === 0 ? null : element('have1:Activity24Hr', {}, activity),
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : element('have1:HospitalFacilityStatus', {}, parts, asOf(readings, ['facility.clinical', 'facility.state', 'security.level', ...counts]));
}

/** As of when all of these hold: as of the oldest. HAVE has one time a facility, which is the newest; so the comment says it. */
function asOf(readings: Readings, fields: readonly string[]): Xml | null {
  const oldest = fields.flatMap((field) => readings.get(field)?.asOf ?? []).sort().at(0);
  return oldest === undefined ? null : element('have1:CommentText', {}, `As of ${oldest}`);
}

function said(name: string, value: string | number | null): Xml | null {
  return value === null ? null : element(name, {}, value);
}

function capitals(word: string): string {
  return word.split('_').map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join('');
}

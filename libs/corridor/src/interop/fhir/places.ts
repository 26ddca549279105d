import type { Output, corridor } from '#contracts';
import { coded, concept, identifiers, own, refer, toIdPart, type Resource } from './resource.js';

type Member = Output<typeof corridor.listMembers>;
type Centre = Output<typeof corridor.readCentre>;
type Unit = Output<typeof corridor.readUnit>;
type Position = Output<typeof corridor.listPositions>;
type Opening = NonNullable<Centre['hours']>[number];

const PHYSICAL = 'http://terminology.hl7.org/CodeSystem/location-physical-type';
/** Out of service is temporary, retired is not. */
const unitStatus: Readonly<Record<Unit['state'], string>> = { in_service: 'active', out_of_service: 'suspended', retired: 'inactive' };

export function toOrganization({ institutionId, name, countryCode }: Member): Resource {
  return { resourceType: 'Organization', id: institutionId, active: true, name, address: [{ country: countryCode }] };
}

/** A centre; its time zone is an extension of the hub, since R4's Location has no place for it. */
export function centreLocation(centre: Centre): Resource {
  const { id, name, countryCode, zone, point, institutionId, outsideIds, state, hours } = centre;
  return {
    resourceType: 'Location', id, extension: [{ url: own('zone'), valueCode: zone }], ...identifiers(outsideIds), status: state === 'open' ? 'active' : 'inactive', name, ...alias(centre.names), mode: 'instance',
    type: [concept('location', 'centre')], address: { country: countryCode }, physicalType: coded(PHYSICAL, 'si', 'Site'), position: { longitude: point.longitude, latitude: point.latitude },
    managingOrganization: refer('Organization', institutionId), ...(hours.length === 0 ? {} : { hoursOfOperation: hours.flatMap(toHours) }),
  };
}

/** A mobile unit is a place on wheels; where it is now, as exactly and as late as it is shown to the reader. */
export function unitLocation({ id, name, names, institutionId, emtType, outsideIds, state }: Unit, position: Position | undefined): Resource {
  return {
    resourceType: 'Location', id, ...(position === undefined ? {} : { extension: [{ url: own('as-of'), valueDateTime: position.fixTime }] }), ...identifiers(outsideIds), status: unitStatus[state], name, ...alias(names),
    mode: 'instance', type: [concept('location', 'unit'), concept('emt-type', emtType)], physicalType: coded(PHYSICAL, 've', 'Vehicle'),
    ...(position === undefined ? {} : { position: { longitude: position.longitude, latitude: position.latitude } }), managingOrganization: refer('Organization', institutionId),
  };
}

/** What a centre offers, one resource a service. */
export function toServices(centre: Centre): Resource[] {
  return centre.services.map((service) => ({
    resourceType: 'HealthcareService', id: `${centre.id}.${toIdPart(service)}`, active: centre.state === 'open', providedBy: refer('Organization', centre.institutionId), type: [concept('service', service)],
    location: [refer('Location', centre.id)], ...(centre.hours.length === 0 ? {} : { availableTime: centre.hours.flatMap(toHours).map(({ daysOfWeek, allDay, openingTime, closingTime }) => ({
      daysOfWeek, ...(allDay === true ? { allDay } : { availableStartTime: openingTime, availableEndTime: closingTime }),
    })) }),
  }));
}

function alias(names: Unit['names']): object {
  const others = [...new Set(Object.values(names))];
  return others.length === 0 ? {} : { alias: others };
}

interface Hours { readonly daysOfWeek: readonly string[]; readonly allDay?: boolean; readonly openingTime?: string; readonly closingTime?: string }
const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** FHIR's day ends before midnight: hours that run past it go on the next day. */
function toHours({ weekday, from, to }: Opening): Hours[] {
  const [today, tomorrow] = [DAYS[weekday - 1] ?? '', DAYS[weekday % 7] ?? ''];
  if (from < to) return [{ daysOfWeek: [today], openingTime: `${from}:00`, closingTime: `${to}:00` }];
  const tonight: Hours = from === '00:00' ? { daysOfWeek: [today], allDay: true } : { daysOfWeek: [today], openingTime: `${from}:00`, closingTime: '23:59:59' };
  return to === '00:00' ? [tonight] : [tonight, { daysOfWeek: [tomorrow], openingTime: '00:00:00', closingTime: `${to}:00` }];
}

import { z } from 'zod';
import { service } from './centre.js';
import { crewRole } from './unit.js';

/** Kinds of beds: the words of EDXL-HAVE's BedType. */
export const bedType = z.enum([
  'adult_icu', 'pediatric_icu', 'neonatal_icu', 'emergency_department', 'nursery_beds', 'medical_surgical', 'rehab_long_term_care', 'burn', 'pediatrics',
  'adult_psychiatric', 'pediatric_psychiatric', 'negative_flow_isolation', 'other_isolation', 'operating_rooms',
]);

/** One field of a board: what its value is, in which unit, and how long it is as good as now. */
export interface BoardField {
  readonly code: string;
  /** The class that the compact shares it by. */
  readonly dataClass: 'capacity' | 'staff';
  /** A whole number, a measured number, or one of these words. */
  readonly value: 'count' | 'measure' | readonly string[];
  /** UCUM; null of words. */
  readonly unit: string | null;
  /** Minutes after its as-of time during which it is live, and then ageing; older is stale. */
  readonly liveMinutes: number;
  readonly ageingMinutes: number;
}

const HOUR = 60;
const DAY = 24 * HOUR;
type Spec = readonly [code: string, value: BoardField['value'], unit: string | null, live: number, ageing: number];

/** What changes by the hour ages by the hour; what is built or planned ages by the day. */
const capacity: readonly Spec[] = [
  ...bedType.options.flatMap((type): Spec[] => [
    [`beds.${type}.available`, 'count', '{bed}', HOUR, 4 * HOUR], [`beds.${type}.in24h`, 'count', '{bed}', 4 * HOUR, 12 * HOUR],
    [`beds.${type}.baseline`, 'count', '{bed}', DAY, 3 * DAY], [`beds.${type}.surge`, 'count', '{bed}', DAY, 3 * DAY],
  ]),
  ['oxygen.cylinders', 'count', '{cylinder}', HOUR, 4 * HOUR], ['oxygen.cylinder_litres', 'measure', 'L', DAY, 7 * DAY],
  ['oxygen.concentrators', 'count', '{device}', DAY, 3 * DAY], ['oxygen.concentrator_flow', 'measure', 'L/min', DAY, 7 * DAY], ['oxygen.demand', 'measure', 'L/min', HOUR, 4 * HOUR],
  ['power.source', ['grid', 'generator', 'solar', 'battery', 'none'], null, 2 * HOUR, 8 * HOUR], ['power.hours', 'measure', 'h', 2 * HOUR, 8 * HOUR],
  ['water.litres', 'measure', 'L', 4 * HOUR, 12 * HOUR], ['water.state', ['normal', 'limited', 'none'], null, 4 * HOUR, 12 * HOUR],
  ['access.road', ['normal', 'limited', 'blocked'], null, 4 * HOUR, 12 * HOUR],
  // EDXL-HAVE's words for a facility, its clinics and its security.
  ['facility.state', ['normal', 'compromised', 'evacuating', 'closed'], null, 4 * HOUR, 12 * HOUR], ['facility.clinical', ['normal', 'full', 'closed'], null, HOUR, 4 * HOUR],
  ['security.level', ['normal', 'elevated', 'restricted_access', 'lockdown', 'quarantine', 'closed'], null, HOUR, 4 * HOUR],
  ...service.options.map((offered): Spec => [`service.${offered}`, ['green', 'yellow', 'red', 'black'], null, 12 * HOUR, DAY]),
  ['activity.admissions', 'count', '{person}', DAY, 36 * HOUR], ['activity.discharges', 'count', '{person}', DAY, 36 * HOUR], ['activity.deaths', 'count', '{person}', DAY, 36 * HOUR],
];
const staff: readonly Spec[] = crewRole.options.map((role): Spec => [`staff.${role}`, 'count', '{person}', 8 * HOUR, DAY]);

const field = (dataClass: BoardField['dataClass']) => ([code, value, unit, liveMinutes, ageingMinutes]: Spec): [string, BoardField] =>
  [code, { code, dataClass, value, unit, liveMinutes, ageingMinutes }];

/** Every field that a board can have, by its code. */
export const boardFields: ReadonlyMap<string, BoardField> = new Map([...capacity.map(field('capacity')), ...staff.map(field('staff'))]);

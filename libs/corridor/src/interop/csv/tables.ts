import { stringify } from 'csv-stringify/sync';
import { corridor, type Output } from '#contracts';
import type { Reader } from '../reader.js';
import { listed, within, type Source } from '../walk.js';

type Cell = string | number | null;
/** Lines that one thing fills. */
type Lines = readonly (readonly Cell[])[];

/** A table: its columns are appended to, never reordered or renamed, since programs of others count on them. */
export interface Table {
  readonly columns: readonly string[];
  /** Things of one file at the most; it says in a Link header where it goes on. */
  readonly most: number;
  of(reader: Reader, corridorId: string): Source<Lines>;
}

const centres: Table = {
  columns: ['id', 'institution', 'name', 'country', 'zone', 'latitude', 'longitude', 'state', 'services'], most: 5_000,
  of: (reader, corridorId) => listed(reader, corridor.listCentres, { corridorId }, ({ id, institutionId, name, countryCode, zone, point, state, services }) =>
    [[id, institutionId, name, countryCode, zone, point.latitude, point.longitude, state, services.join(' ')]]),
};

/** With the newest position of each unit as it is shown to the reader, empty where it is not. */
const units: Table = {
  columns: ['id', 'institution', 'name', 'emt_type', 'state', 'vehicle', 'outpatients_per_day', 'inpatient_beds', 'icu_beds', 'latitude', 'longitude', 'fix_time'], most: 5_000,
  of: (reader, corridorId) => listed(reader, corridor.listUnits, { corridorId }, async ({ id, institutionId, name, emtType, state, vehicle, declared }) => {
    const position = (await reader.positions(corridorId)).get(id);
    const { outpatientsPerDay = null, inpatientBeds = null, icuBeds = null } = declared;
    return [[id, institutionId, name, emtType, state, vehicle.kind, outpatientsPerDay, inpatientBeds, icuBeds, position?.latitude ?? null, position?.longitude ?? null, position?.fixTime ?? null]];
  }),
};

const deployments: Table = {
  columns: ['id', 'unit', 'operator', 'host', 'state', 'site', 'country', 'zone', 'latitude', 'longitude', 'centre', 'stay_from', 'stay_until', 'planned_at', 'moved_at', 'registered_at', 'version'], most: 5_000,
  of: (reader, corridorId) => listed(reader, corridor.listDeployments, { corridorId }, ({ id, unitId, operatorId, hostId, state, site, stay, plannedAt, movedAt, registeredAt, version }) =>
    [[id, unitId, operatorId, hostId, state, site.name, site.countryCode, site.zone, site.point.latitude, site.point.longitude, site.centreId, stay?.from ?? null, stay?.until ?? null, plannedAt, movedAt, registeredAt, version]]),
};

/** A line a number. Not known is empty, which is not nought. */
const boards: Table = {
  columns: ['holder_kind', 'holder', 'institution', 'country', 'deployment', 'field', 'value', 'unit', 'as_of', 'freshness', 'source'], most: 250,
  of: (reader, corridorId) => listed(reader, corridor.listBoards, { corridorId }, ({ holderKind, holderId, institutionId, countryCode, deploymentId, readings }) =>
    readings.map(({ field, value, unit, asOf, freshness, source }) => [holderKind, holderId, institutionId, countryCode, deploymentId, field, value, unit, asOf, freshness, source])),
};

/** A line a lot; an item of which nothing is left has one without a lot. */
const stock: Table = {
  columns: ['holder_kind', 'holder', 'institution', 'item', 'name', 'unit', 'quantity', 'reorder_at', 'as_of', 'lot', 'lot_expires_on', 'lot_quantity'], most: 2_000,
  of: (reader, corridorId) => within(reader, corridor.listBoards, { corridorId }, ({ holderKind, holderId, institutionId }) => listed(reader, corridor.readStock, { corridorId, holderId }, (item) => stockLines([holderKind, holderId, institutionId], item))),
};

function stockLines(holder: readonly Cell[], { itemId, name, unit, quantity, reorderAt, asOf, lots }: Output<typeof corridor.readStock>): Lines {
  const about = [...holder, itemId, name, unit, quantity, reorderAt, asOf];
  return lots.length === 0 ? [[...about, null, null, null]] : lots.map((lot) => [...about, lot.lot, lot.expiresOn, lot.quantity]);
}

export const tables = { centres, units, deployments, boards, stock } as const;

/** RFC 4180. Text that a spreadsheet would take for a formula begins with an apostrophe; a number never does. */
export function writeTable({ columns }: Table, things: readonly Lines[], bom: boolean): string {
  return stringify([[...columns], ...things.flat().map((line) => [...line])], { record_delimiter: 'windows', quote_record_delimiter: true, escape_formulas: true, bom });
}

import { corridor } from '#contracts';
import type { Reader } from '../reader.js';
import { listed, these, whereShown, within, type Source } from '../walk.js';
import { equipmentDevice, trackerDevice } from './devices.js';
import { boardMeasure, reportMeasure } from './measures.js';
import { centreLocation, toOrganization, toServices, unitLocation } from './places.js';
import type { Resource } from './resource.js';
import { entryDelivery, shipmentDeliveries } from './supplies.js';
import { deploymentTask, legTask } from './tasks.js';

/** What is searched for: all of a type in one corridor; of daily reports those of these days. */
export interface Wanted {
  readonly corridorId: string;
  readonly from: string;
  readonly to: string;
}

type Collection = (reader: Reader, wanted: Wanted) => Source<Resource>[];

/**
 * The sources of each type. The first one of a type settles whether the caller may ask at all; what else their role does not
 * show is as if it were not there.
 */
export const collections = {
  Organization: (reader, { corridorId }) => [listed(reader, corridor.listMembers, { corridorId }, toOrganization)],
  Location: (reader, { corridorId }) => [
    listed(reader, corridor.listCentres, { corridorId }, centreLocation),
    listed(reader, corridor.listUnits, { corridorId }, async (unit) => unitLocation(unit, (await reader.positions(corridorId)).get(unit.id))),
  ],
  HealthcareService: (reader, { corridorId }) => [within(reader, corridor.listCentres, { corridorId }, (centre) => these(toServices(centre)))],
  Device: (reader, { corridorId }) => [
    within(reader, corridor.listUnits, { corridorId }, ({ id, institutionId }) => listed(reader, corridor.listTrackers, { unitId: id }, (tracker) => trackerDevice(tracker, institutionId))),
    ...(['active', 'inactive', 'unknown', 'entered_in_error'] as const).map((status) => whereShown(listed(reader, corridor.listEquipment, { corridorId, status }, equipmentDevice))),
  ],
  Task: (reader, { corridorId }) => [
    listed(reader, corridor.listDeployments, { corridorId }, deploymentTask),
    within(reader, corridor.listDeployments, { corridorId }, ({ id }) => listed(reader, corridor.listLegs, { deploymentId: id }, legTask)),
  ],
  MeasureReport: (reader, { corridorId, from, to }) => [
    listed(reader, corridor.listReports, { corridorId, from, to }, reportMeasure), whereShown(listed(reader, corridor.listBoards, { corridorId }, boardMeasure)),
  ],
  SupplyDelivery: (reader, { corridorId }) => [
    within(reader, corridor.listShipments, { corridorId }, ({ id }) => shipmentParts(reader, corridorId, id)),
    whereShown(within(reader, corridor.listBoards, { corridorId }, ({ holderId }) =>
      listed(reader, corridor.listStockEntries, { corridorId, holderId }, async (entry) => entryDelivery(entry, holderId, await reader.itemsOf(corridorId))))),
  ],
} as const satisfies Readonly<Record<string, Collection>>;

export type Type = keyof typeof collections;
export const types = Object.keys(collections) as readonly Type[];

/** A shipment with its lines. */
function shipmentParts(reader: Reader, corridorId: string, shipmentId: string): Source<Resource> {
  return {
    async read(place, limit) {
      const shipment = await reader.one(corridor.readShipment, { corridorId, shipmentId });
      return these(shipmentDeliveries(shipment, await reader.itemsOf(corridorId))).read(place, limit);
    },
  };
}

import type { Output, corridor } from '#contracts';
import { concept, meta, own, refer, type Resource } from './resource.js';

type Tracker = Output<typeof corridor.listTrackers>;
type Equipment = Output<typeof corridor.listEquipment>;

/** A device that reports positions: active as long as it is bound to the unit. */
export function trackerDevice({ id, unitId, deviceId, kind, boundAt, renewedAt, unboundAt }: Tracker, institutionId: string): Resource {
  return {
    resourceType: 'Device', id, ...meta(unboundAt ?? renewedAt ?? boundAt), identifier: [{ system: own('tracker-label'), value: deviceId }], status: unboundAt === null ? 'active' : 'inactive',
    type: concept('tracker', kind), owner: refer('Organization', institutionId), location: refer('Location', unitId),
  };
}

/** Equipment. What it can do now is a word of the hub: FHIR's reasons of a status speak of plugs and cables. Its name is free words, and stays here. */
export function equipmentDevice(equipment: Equipment): Resource {
  const { id, institutionId, holderId, kind, serialNumber, udi, manufacturer, model, firmware, status, operational, version } = equipment;
  return {
    resourceType: 'Device', id, ...meta(null, version), ...(udi ? { udiCarrier: [{ carrierHRF: udi }] } : {}), status: status.replaceAll('_', '-'), statusReason: [concept('operational', operational)],
    ...(manufacturer ? { manufacturer } : {}), ...(serialNumber ? { serialNumber } : {}), ...(model ? { modelNumber: model } : {}), type: concept('equipment', kind),
    ...(firmware ? { version: [{ type: { text: 'firmware' }, value: firmware }] } : {}), owner: refer('Organization', institutionId), location: refer('Location', holderId),
  };
}

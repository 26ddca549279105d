import { z } from 'zod';
import './equipment-refusals.js';
import { command, event, query } from '../catalogue/declare.js';
import { holder, holderFields, namesOneHolder, ONE_HOLDER, toldHolder } from './holder.js';
import { id, instant, listing, localDay, ofCorridor, reason, sample } from './words.js';
import { readable } from '../readable.js';

const label = readable(100);
export const equipmentKind = z.enum(['ventilator', 'oxygen_concentrator', 'monitor', 'infusion', 'imaging', 'laboratory', 'sterilizer', 'refrigerator', 'generator', 'vehicle', 'communication', 'other']);
/** FHIR Device.status: whether the entry holds. What the device can do now is `operational`. */
export const equipmentStatus = z.enum(['active', 'inactive', 'entered_in_error', 'unknown']);
export const operational = z.enum(['working', 'degraded', 'down']);
const facts = {
  kind: equipmentKind, name: label, serialNumber: label.nullable().default(null),
  /** Unique device identifier as it is printed, barcode and all. */
  udi: readable(250).nullable().default(null), manufacturer: label.nullable().default(null), model: label.nullable().default(null), firmware: label.nullable().default(null),
};
const amount = z.number().min(0).max(10_000_000);
const meters = { engineHours: amount.optional(), distanceKm: amount.optional() };
const ofEquipment = { equipmentId: id };

export const registerEquipment = command('corridor.equipment.register', {
  summary: 'Enters a device of a centre or unit by its serial number or UDI.',
  input: z.strictObject({ ...holderFields, ...facts }).refine(namesOneHolder, ONE_HOLDER).refine((device) => device.serialNumber !== null || device.udi !== null, { path: ['serialNumber'], message: 'a serial number or a UDI' }),
  output: z.object({ equipmentId: id }), errors: ['centre_closed', 'unit_retired', 'equipment_known'],
});
export const changeEquipment = command('corridor.equipment.change', {
  summary: 'Corrects what is entered of a device, or says what it can do now; what is left out stays.',
  input: z.strictObject({
    ...ofEquipment, name: label.optional(), manufacturer: label.nullable().optional(), model: label.nullable().optional(), firmware: label.nullable().optional(),
    status: equipmentStatus.optional(), operational: operational.optional(),
  }),
  output: z.object({}),
});
export const moveEquipment = command('corridor.equipment.move', {
  summary: 'Says that a device is at another centre or unit of its corridor now. It stays its owner’s, and its past stays with it.',
  input: z.strictObject({ ...ofEquipment, to: holder }), output: z.object({}), errors: ['centre_closed', 'unit_retired'],
});
export const reportMeter = command('corridor.meter.report', {
  summary: 'Enters what a device’s meters showed at a time: engine hours, kilometres. A meter never runs backwards; where it was replaced, what is left of each term of the plan is left on the new one.',
  input: z.strictObject({ ...ofEquipment, ...meters, at: instant.optional(), /** These are the first readings of new meters. */ replaced: z.boolean().default(false) }).refine((reading) => reading.engineHours !== undefined || reading.distanceKm !== undefined, { path: ['engineHours'], message: 'engine hours or kilometres' }),
  output: z.object({}), errors: ['meter_went_back'],
});
export const withdrawReading = command('corridor.meter.withdraw', {
  summary: 'Takes back a reading that was entered wrongly: it stays in the list, and the reading before it stands again. The reason is read by those who may read the device.',
  input: z.strictObject({ ...ofEquipment, readingId: id, reason }), output: z.object({}), errors: ['reading_unknown'],
});

const term = { dueOn: localDay.nullable(), everyDays: z.int().min(1).max(3_660).nullable(), everyHours: amount.min(1).nullable(), everyKm: amount.min(1).nullable() };
export const planMaintenance = command('corridor.maintenance.plan', {
  summary: 'Adds an item to the maintenance plan of a device: due on a day, every so many days, engine hours or kilometres, whichever comes first.',
  input: z.strictObject({
    ...ofEquipment, name: label, dueOn: term.dueOn.default(null), everyDays: term.everyDays.default(null), everyHours: term.everyHours.default(null), everyKm: term.everyKm.default(null),
  }),
  output: z.object({ itemId: id }), errors: ['maintenance_without_term'],
});
export const completeMaintenance = command('corridor.maintenance.complete', {
  summary: 'Says that an item was done; the next term runs from then. What falls due once only leaves the plan.',
  input: z.strictObject({ ...ofEquipment, itemId: id, ...meters, at: instant.optional() }), output: z.object({}), errors: ['maintenance_unknown', 'meter_went_back'],
});
export const dropMaintenance = command('corridor.maintenance.drop', {
  summary: 'Takes an item off the plan.', input: z.strictObject({ ...ofEquipment, itemId: id }), output: z.object({}), errors: ['maintenance_unknown'],
});

const told = { ...ofEquipment, ...toldHolder };
const example = { equipmentId: sample.other, holderKind: 'unit', holderId: sample.unit, institutionId: sample.operator, countryCode: 'PK' } as const;
export const equipmentChanged = event('corridor.equipment.changed.v1', {
  summary: 'A device was entered, changed or moved; this is how it stands now.', stream: 'corridor', audience: ['administrators'],
  data: z.object({ ...told, kind: equipmentKind, status: equipmentStatus, operational, version: z.int() }),
  example: { ...example, kind: 'generator', status: 'active', operational: 'working', version: 1 },
});
export const maintenanceDue = event('corridor.maintenance.due.v1', {
  summary: 'An item of a device’s maintenance plan has fallen due; told once for each term.', stream: 'corridor', audience: ['administrators'],
  data: z.object({ ...told, itemId: id, by: z.enum(['date', 'engine_hours', 'distance_km']) }), example: { ...example, itemId: sample.leg, by: 'engine_hours' },
});
export const maintenanceDone = event('corridor.maintenance.done.v1', {
  summary: 'An item of a device’s maintenance plan was done.', stream: 'corridor', audience: ['administrators'],
  data: z.object({ ...told, itemId: id, doneAt: instant }), example: { ...example, itemId: sample.leg, doneAt: sample.at },
});

const where = { holderKind: toldHolder.holderKind, holderId: id };
const item = z.object({ itemId: id, name: z.string(), ...term, nextDay: localDay.nullable(), nextHours: z.number().nullable(), nextKm: z.number().nullable(), doneAt: instant.nullable(), dueSince: instant.nullable() });
export const equipmentView = z.object({
  id, ...ofCorridor, institutionId: id, ...where, ...facts, status: equipmentStatus, operational, engineHours: z.number().nullable(), distanceKm: z.number().nullable(),
  meteredAt: instant.nullable(), version: z.int(),
});
export const listEquipment = query('corridor.equipment.list', {
  summary: 'The devices in a corridor that are shared with the caller, or those at one centre or unit.', path: '/corridors/{corridorId}/equipment', list: true,
  params: z.strictObject({ ...ofCorridor, ...listing, holderId: id.optional(), status: equipmentStatus.default('active') }), output: equipmentView,
});
export const readEquipment = query('corridor.equipment.read', {
  summary: 'One device with its maintenance plan and where it has been.', path: '/equipment/{equipmentId}', params: z.strictObject(ofEquipment),
  output: equipmentView.extend({ maintenance: z.array(item), stays: z.array(z.object({ ...where, since: instant, until: instant.nullable() })) }),
});
export const listMeterReadings = query('corridor.meter.list', {
  summary: 'What a device’s meters showed, newest first; what was withdrawn holds for nothing.', path: '/equipment/{equipmentId}/readings', list: true, params: z.strictObject({ ...ofEquipment, ...listing }),
  output: z.object({ id, meter: z.enum(['engine_hours', 'distance_km']), value: z.number(), at: instant, /** The first one of a new meter. */ replaced: z.boolean(), withdrawnAt: instant.nullable(), withdrawnFor: z.string().nullable() }),
});

import { z } from 'zod';
import { command, event, query } from '../catalogue/declare.js';
import { holder, holderKind } from './holder.js';
import './shipment-refusals.js';
import { lot, quantity } from './stock.js';
import { countryCode, id, instant, listing, localDay, ofCorridor, reason, sample, ucumCode } from './words.js';
import { readable } from '../readable.js';

/** `delivered`: at the door, nobody has counted it yet. */
export const shipmentState = z.enum(['prepared', 'dispatched', 'at_border', 'cleared', 'delivered', 'received', 'lost', 'cancelled']);
export const paperKind = z.enum(['customs_declaration', 'import_permit', 'export_permit', 'packing_list', 'certificate_of_origin', 'certificate_of_analysis', 'donation_certificate', 'waybill', 'other']);
const ofShipment = { ...ofCorridor, shipmentId: id };
const stands = z.object({ state: shipmentState, version: z.int() });
const refusals = ['shipment_unknown', 'shipment_state'] as const;
const stockRefusals = ['stock_item_unknown', 'unit_unknown', 'unit_not_convertible', 'pack_unknown'] as const;

export const prepareShipment = command('corridor.shipment.prepare', {
  summary: 'Prepares a shipment from one centre or unit of the caller’s organisation to another of any member. The range in which all of it keeps is worked out from its items. What it is to hold is set aside, and promised to nobody else.',
  input: z.strictObject({
    ...ofCorridor, from: holder, to: holder, carrierUnitId: id.optional(), expectedAt: instant.optional(),
    lines: z.array(z.strictObject({ itemId: id, quantity, lot: lot.optional() })).min(1).max(100),
  }),
  output: z.object({ shipmentId: id }), errors: [...stockRefusals, 'centre_closed', 'unit_retired', 'same_holder', 'cold_ranges_differ', 'stock_promised'],
});
export const dispatchShipment = command('corridor.shipment.dispatch', {
  summary: 'Sends it off: what it holds leaves the sender’s stock, by lot.', input: z.strictObject(ofShipment), output: stands, errors: [...refusals, 'stock_short'],
});
export const reachBorder = command('corridor.shipment.reach_border', {
  summary: 'It stands at the border of the country that it is to enter; said again, of another one: the first was a mistake.', input: z.strictObject({ ...ofShipment, countryCode }), output: stands, errors: refusals,
});
export const clearShipment = command('corridor.shipment.clear', {
  summary: 'Customs let it in. It takes a paper for the country that is valid today.', input: z.strictObject(ofShipment), output: stands, errors: [...refusals, 'paper_missing'],
});
export const deliverShipment = command('corridor.shipment.deliver', { summary: 'It is at the receiver’s door.', input: z.strictObject(ofShipment), output: stands, errors: refusals });
export const receiveShipment = command('corridor.shipment.receive', {
  summary: 'The receiver has counted it: what came enters their stock. What is left out of `received` came as it was sent.',
  input: z.strictObject({ ...ofShipment, received: z.array(z.strictObject({ itemId: id, lot, quantity: z.number().min(0).max(1_000_000_000) })).max(300).default([]) }),
  output: z.object({ state: shipmentState, version: z.int(), missing: z.array(z.object({ itemId: id, lot, quantity: z.number() })) }), errors: [...refusals, 'received_more_than_sent', 'centre_closed', 'unit_retired', 'lot_differs'],
});
export const loseShipment = command('corridor.shipment.lose', { summary: 'The sender writes it off.', input: z.strictObject({ ...ofShipment, reason }), output: stands, errors: refusals });
export const cancelShipment = command('corridor.shipment.cancel', { summary: 'Gives it up before it is sent.', input: z.strictObject({ ...ofShipment, reason }), output: stands, errors: refusals });

const told = {
  shipmentId: id, institutionId: id, fromKind: holderKind, fromId: id, toKind: holderKind, toId: id, toInstitutionId: id, carrierUnitId: id.nullable(), countryCode,
};
export const shipmentChanged = event('corridor.shipment.changed.v1', {
  summary: 'A shipment was prepared or went a step; this is how it stands now. `countryCode`: where it is.', stream: 'corridor', audience: ['administrators'],
  data: z.object({ ...told, state: shipmentState, version: z.int(), expectedAt: instant.nullable() }),
  example: {
    shipmentId: sample.other, institutionId: sample.operator, fromKind: 'unit', fromId: sample.unit, toKind: 'centre', toId: sample.centre, toInstitutionId: sample.host, carrierUnitId: sample.unit,
    countryCode: 'PK', state: 'at_border', version: 3, expectedAt: sample.later,
  },
});

export const addPaper = command('corridor.shipment.add_paper', {
  summary: 'Enters a paper of a shipment. Its number is read by sender, receiver and carrier alone.',
  input: z.strictObject({ ...ofShipment, kind: paperKind, number: readable(100), countryCode, issuedOn: localDay, validUntil: localDay.optional() })
    .refine((paper) => paper.validUntil === undefined || paper.issuedOn <= paper.validUntil, { message: 'it ends on the day of issue or later', path: ['validUntil'] }),
  output: z.object({ paperId: id }), errors: refusals,
});
export const paperAdded = event('corridor.shipment.paper_added.v1', {
  summary: 'A shipment has a further paper.', stream: 'corridor', audience: ['administrators'],
  data: z.object({ shipmentId: id, institutionId: id, paperId: id, kind: paperKind, countryCode, validUntil: localDay.nullable() }),
  example: { shipmentId: sample.other, institutionId: sample.operator, paperId: sample.leg, kind: 'import_permit', countryCode: 'CN', validUntil: sample.day },
});

const sensor = z.string().trim().max(40);
export const logTemperature = command('corridor.shipment.log_temperature', {
  summary: 'Temperatures (°C) of a shipment, in any order; one that is known already changes nothing. A run of readings of one sensor out of range is one excursion.',
  input: z.strictObject({ ...ofShipment, readings: z.array(z.strictObject({ asOf: instant, celsius: z.number().min(-273.15).max(200), sensor: sensor.default('') })).min(1).max(500) }),
  output: z.object({ added: z.int(), known: z.int(), excursions: z.int() }), errors: refusals,
});
export const coldChainBroken = event('corridor.shipment.cold_chain_broken.v1', {
  summary: 'A shipment was out of the range in which it keeps; an excursion is told once.', stream: 'corridor', audience: ['administrators'],
  data: z.object({ shipmentId: id, institutionId: id, excursionId: id, since: instant, celsius: z.number(), lowCelsius: z.number(), highCelsius: z.number() }),
  example: { shipmentId: sample.other, institutionId: sample.operator, excursionId: sample.leg, since: sample.at, celsius: 11.5, lowCelsius: 2, highCelsius: 8 },
});

const excursion = z.object({ sensor, since: instant, until: instant, readings: z.int(), lowestCelsius: z.number(), highestCelsius: z.number() });
const paper = z.object({ id, kind: paperKind, number: z.string().nullable(), countryCode, issuedOn: localDay, validUntil: localDay.nullable() });
const cold = z.object({ lowCelsius: z.number(), highCelsius: z.number() });
const shipmentView = z.object({
  ...told, id, state: shipmentState, version: z.int(), expectedAt: instant.nullable(), preparedAt: instant, movedAt: instant,
  /** °C in which all of it keeps; null where that does not matter. */
  cold: cold.nullable(),
  latestCelsius: z.object({ celsius: z.number(), asOf: instant }).nullable(),
}).omit({ shipmentId: true });
export const listShipments = query('corridor.shipment.list', {
  summary: 'Shipments in a corridor, latest first.', path: '/corridors/{corridorId}/shipments', list: true, params: z.strictObject({ ...ofCorridor, ...listing, state: shipmentState.optional() }), output: shipmentView,
});
export const readShipment = query('corridor.shipment.read', {
  summary: 'One shipment with its lines, papers and excursions. Numbers of papers and the reason of its end are for sender, receiver and carrier.', path: '/corridors/{corridorId}/shipments/{shipmentId}',
  params: z.strictObject(ofShipment), errors: ['shipment_unknown'],
  output: shipmentView.extend({
    reason: z.string().nullable(),
    lines: z.array(z.object({ itemId: id, lot: lot.nullable(), quantity: z.number(), unit: ucumCode })),
    /** What is in it by lot, since it was sent, and what was received of it. */
    load: z.array(z.object({ itemId: id, lot, expiresOn: localDay.nullable(), quantity: z.number(), unit: ucumCode, received: z.number().nullable() })),
    papers: z.array(paper), excursions: z.array(excursion),
  }),
});
export const listTemperatures = query('corridor.shipment.temperatures', {
  summary: 'The temperatures of a shipment, latest as-of first.', path: '/corridors/{corridorId}/shipments/{shipmentId}/temperatures', list: true,
  params: z.strictObject({ ...ofShipment, ...listing }), output: z.object({ asOf: instant, sensor, celsius: z.number(), inRange: z.boolean() }),
});

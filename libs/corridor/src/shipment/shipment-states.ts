import type { z } from 'zod';
import { corridor } from '#contracts';
import type { Machine } from '#realtime';

export type ShipmentState = z.output<typeof corridor.shipmentState>;

const who = ['coordinator', 'field', 'administrator'];
const event = corridor.shipmentChanged;

/** The life of a shipment. A way of several countries passes `at_border` and `cleared` as often; one within a country never does. */
export const shipmentMachine: Machine<ShipmentState> = {
  thing: 'shipment', code: 'shipment_state', start: 'prepared', ends: ['received', 'lost', 'cancelled'],
  transitions: [
    { command: corridor.dispatchShipment, from: ['prepared'], to: 'dispatched', who, guards: ['the caller acts for the sender', 'the sender has what stands on its lines'], event },
    // From border to border: the country was named wrongly.
    { command: corridor.reachBorder, from: ['dispatched', 'at_border', 'cleared'], to: 'at_border', who, guards: ['the caller acts for the sender or the carrier'], event },
    { command: corridor.clearShipment, from: ['at_border'], to: 'cleared', who, guards: ['the caller acts for a party', 'a paper for the country is valid today'], event },
    { command: corridor.deliverShipment, from: ['dispatched', 'cleared'], to: 'delivered', who, guards: ['the caller acts for a party'], event },
    { command: corridor.receiveShipment, from: ['dispatched', 'cleared', 'delivered'], to: 'received', who, guards: ['the caller acts for the receiver', 'of no lot more came than was sent'], event },
    { command: corridor.loseShipment, from: ['dispatched', 'at_border', 'cleared', 'delivered'], to: 'lost', who, guards: ['the caller acts for the sender'], event },
    { command: corridor.cancelShipment, from: ['prepared'], to: 'cancelled', who, guards: ['the caller acts for the sender'], event },
  ],
};

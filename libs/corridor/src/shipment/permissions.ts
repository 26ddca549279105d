import { corridor } from '#contracts';
import { permissionsOf, permit } from '#realtime';
import { shipmentMachine } from './shipment-states.js';

/** For which of the parties one has to act stands with each step. */
permit({
  ...permissionsOf(shipmentMachine),
  [corridor.prepareShipment.name]: ['coordinator', 'field', 'administrator'],
  [corridor.addPaper.name]: ['coordinator', 'field', 'administrator'],
  [corridor.logTemperature.name]: ['coordinator', 'field', 'administrator'],
  [corridor.listShipments.name]: ['reader', 'administrator'],
  [corridor.readShipment.name]: ['reader', 'administrator'],
  [corridor.listTemperatures.name]: ['reader', 'administrator'],
});

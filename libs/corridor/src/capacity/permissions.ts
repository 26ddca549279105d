import { corridor } from '#contracts';
import { permissionsOf, permit } from '#realtime';
import { offerMachine, requestMachine } from './capacity-states.js';

/** Those on site may ask; a promise is given and taken by coordinators. */
permit({
  ...permissionsOf(requestMachine), ...permissionsOf(offerMachine),
  [corridor.requestCapacity.name]: ['coordinator', 'field', 'administrator'],
  [corridor.makeOffer.name]: ['coordinator', 'administrator'],
  [corridor.listRequests.name]: ['reader', 'administrator'],
  [corridor.readRequest.name]: ['reader', 'administrator'],
});

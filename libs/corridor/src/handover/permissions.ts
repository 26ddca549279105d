import { corridor } from '#contracts';
import { permissionsOf, permit } from '#realtime';
import { handoverMachine } from './handover-states.js';

const crew = ['operator', 'crew'];

/** What one shift tells the next is for the crew. Administrators read it, and are never in charge. */
permit({
  ...permissionsOf(handoverMachine),
  [corridor.writeHandover.name]: crew,
  [corridor.takeCharge.name]: crew,
  [corridor.openTask.name]: crew,
  [corridor.closeTask.name]: crew,
  [corridor.readCharge.name]: [...crew, 'administrator'],
  [corridor.listHandovers.name]: [...crew, 'administrator'],
});

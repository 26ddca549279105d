import { corridor } from '#contracts';
import { permit } from '#realtime';

/** The operator plans the way; whoever is on it says how far they are. */
permit({
  [corridor.planLeg.name]: ['operator', 'crew'],
  [corridor.changeLeg.name]: ['operator', 'crew'],
  [corridor.dropLeg.name]: ['operator'],
  [corridor.departLeg.name]: ['operator', 'crew'],
  [corridor.arriveLeg.name]: ['operator', 'crew'],
  [corridor.listLegs.name]: ['member', 'administrator'],
  [corridor.readLeg.name]: ['member', 'administrator'],
  [corridor.listLateLegs.name]: ['member', 'administrator'],
});

import { corridor } from '#contracts';
import { permit } from '#realtime';

/** Who may change and read the registry. `standing/` says what the roles mean. */
permit({
  [corridor.foundCorridor.name]: ['administrator'],
  [corridor.changeCorridor.name]: ['lead', 'administrator'],
  [corridor.setStops.name]: ['lead', 'administrator'],
  [corridor.closeCorridor.name]: ['administrator'],
  [corridor.listCorridors.name]: ['person'],
  [corridor.readCorridor.name]: ['member', 'administrator'],
  [corridor.admitMember.name]: ['lead', 'administrator'],
  [corridor.dismissMember.name]: ['lead', 'administrator'],
  [corridor.assignPost.name]: ['lead', 'administrator'],
  [corridor.relievePost.name]: ['lead', 'administrator'],
  [corridor.listMembers.name]: ['member', 'administrator'],
  [corridor.registerCentre.name]: ['coordinator', 'administrator'],
  [corridor.changeCentre.name]: ['keeper', 'administrator'],
  [corridor.closeCentre.name]: ['keeper', 'administrator'],
  [corridor.listCentres.name]: ['member', 'administrator'],
  [corridor.readCentre.name]: ['member', 'administrator'],
  [corridor.registerUnit.name]: ['coordinator', 'administrator'],
  [corridor.changeUnit.name]: ['operator', 'administrator'],
  [corridor.retireUnit.name]: ['operator', 'administrator'],
  [corridor.listUnits.name]: ['member', 'administrator'],
  [corridor.readUnit.name]: ['member', 'administrator'],
});

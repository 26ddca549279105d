import { corridor } from '#contracts';
import { permit } from '#realtime';

/** Rosters are kept by coordinators, each for their own organisation, and read by everybody who acts for a member: the compact says whose. */
permit({
  [corridor.setRoster.name]: ['coordinator', 'administrator'],
  [corridor.overrideRoster.name]: ['coordinator', 'administrator'],
  [corridor.liftOverride.name]: ['coordinator', 'administrator'],
  [corridor.listRosters.name]: ['reader', 'administrator'],
  [corridor.readOnCall.name]: ['reader', 'administrator'],
});

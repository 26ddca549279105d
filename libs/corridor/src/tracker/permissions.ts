import { corridor } from '#contracts';
import { permit } from '#realtime';

/** A device is changed where it is mounted: by the crew as well. */
permit({
  [corridor.bindTracker.name]: ['operator', 'crew', 'administrator'],
  [corridor.renewTracker.name]: ['operator', 'crew', 'administrator'],
  [corridor.unbindTracker.name]: ['operator', 'crew', 'administrator'],
  [corridor.listTrackers.name]: ['member', 'administrator'],
});

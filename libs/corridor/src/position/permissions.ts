import { corridor } from '#contracts';
import { permit } from '#realtime';

/** Who may say and see where units are. What of it is shown, how exactly and how late, is settled by the compact. */
permit({
  [corridor.reportPosition.name]: ['operator', 'crew', 'administrator'],
  [corridor.reportPositions.name]: ['operator', 'crew', 'administrator'],
  [corridor.listPositions.name]: ['reader', 'administrator'],
  [corridor.readTrack.name]: ['reader', 'administrator'],
  [corridor.listRefusals.name]: ['operator', 'crew', 'administrator'],
  [corridor.listHeld.name]: ['operator', 'crew', 'administrator'],
});

import { corridor } from '#contracts';
import { permit } from '#realtime';

/** Those who act for the two parties to a deployment see its versions and what changed; the rest what the compact shares. */
const readers = ['reader', 'administrator'];

permit({
  [corridor.nameSlots.name]: ['operator', 'host'],
  [corridor.submitReport.name]: ['operator', 'crew'],
  [corridor.readForm.name]: ['person'],
  [corridor.readReport.name]: readers,
  [corridor.listReports.name]: readers,
  [corridor.listVersions.name]: ['operator', 'crew', 'host'],
  [corridor.compareReports.name]: ['operator', 'crew', 'host'],
  [corridor.listLate.name]: readers,
  [corridor.readSums.name]: readers,
  // Nobody else, administrators least of all.
  [corridor.readRestricted.name]: ['protection'],
});

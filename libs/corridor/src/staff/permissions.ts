import { corridor } from '#contracts';
import { permit } from '#realtime';

permit({
  [corridor.assignStaff.name]: ['operator', 'keeper', 'crew', 'administrator'],
  [corridor.relieveStaff.name]: ['operator', 'keeper', 'crew', 'administrator'],
  [corridor.listStaff.name]: ['reader', 'administrator'],
  [corridor.countStaff.name]: ['reader', 'administrator'],
});

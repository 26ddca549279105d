import { corridor } from '#contracts';
import { permit } from '#realtime';

permit({
  [corridor.planRoute.name]: ['operator', 'administrator'],
  [corridor.dropRoute.name]: ['operator', 'administrator'],
  [corridor.readRoute.name]: ['reader', 'administrator'],
  [corridor.readArrivals.name]: ['reader', 'administrator'],
});

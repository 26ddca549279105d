import { corridor } from '#contracts';
import { permit } from '#realtime';

permit({
  [corridor.setSilenceRule.name]: ['operator', 'administrator'],
  [corridor.listHearings.name]: ['reader', 'administrator'],
});

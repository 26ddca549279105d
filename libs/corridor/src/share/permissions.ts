import { corridor } from '#contracts';
import { permit } from '#realtime';

/** What an operator shows to the world is the operator's alone to say; an administrator may end it. */
permit({
  [corridor.createShare.name]: ['operator'],
  [corridor.endShare.name]: ['operator', 'administrator'],
  [corridor.listShares.name]: ['operator', 'crew', 'administrator'],
});

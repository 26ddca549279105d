import { corridor } from '#contracts';
import { permit } from '#realtime';

/** Each for their own organisation; who is a party to what is asked again in the handlers. */
permit({
  [corridor.giveGrant.name]: ['coordinator', 'administrator'],
  [corridor.endGrant.name]: ['coordinator', 'administrator'],
  [corridor.listGrants.name]: ['reader', 'administrator'],
  [corridor.explainSharing.name]: ['reader', 'administrator'],
  [corridor.explainEvent.name]: ['reader', 'administrator'],
  [corridor.tryGrants.name]: ['coordinator', 'administrator'],
});

import { corridor } from '#contracts';
import { permit } from '#realtime';

const crew = ['operator', 'crew'];

/** What a crew brings is theirs and their operator's. What each operation may do is asked again for its own command. */
permit({
  [corridor.submitOperations.name]: crew,
  [corridor.settleOperation.name]: crew,
  [corridor.listOperations.name]: [...crew, 'administrator'],
  [corridor.readPack.name]: [...crew, 'administrator'],
  // Whoever is handed a pack may check it.
  [corridor.listPackKeys.name]: ['person'],
  [corridor.replacePackKey.name]: ['administrator'],
});

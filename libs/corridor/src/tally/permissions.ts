import { corridor } from '#contracts';
import { permit } from '#realtime';

/** Those on site count; their organisation and the host they report to read the draft. */
permit({
  [corridor.addToTally.name]: ['operator', 'crew'],
  [corridor.correctTally.name]: ['operator', 'crew'],
  [corridor.withdrawFromTally.name]: ['operator', 'crew'],
  [corridor.readTally.name]: ['operator', 'crew', 'host'],
});

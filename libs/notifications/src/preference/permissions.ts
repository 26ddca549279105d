import { permit } from '#realtime';

/** How one wants to be told is everybody's own matter. What an institution settles, `affiliate`s read; of them coordinators settle it. */
permit({
  'notifications.preference.read': ['person'],
  'notifications.preference.set': ['person'],
  'notifications.preference.clear': ['person'],
  'notifications.quiet.read': ['person'],
  'notifications.quiet.set': ['person'],
  'notifications.quiet.clear': ['person'],
  'notifications.quiet.pause': ['person'],
  'notifications.quiet.resume': ['person'],
  'notifications.digest.read': ['person'],
  'notifications.digest.set': ['person'],
  'notifications.digest.clear': ['person'],
  'notifications.zone.say': ['person'],
  'notifications.institution_preference.read': ['affiliate', 'administrator'],
  'notifications.institution_preference.set': ['affiliate', 'administrator'],
  'notifications.institution_preference.clear': ['affiliate', 'administrator'],
  'notifications.institution_quiet.read': ['affiliate', 'administrator'],
  'notifications.institution_quiet.set': ['affiliate', 'administrator'],
});

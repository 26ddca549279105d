import { permit } from '#realtime';

permit({
  'notifications.suppression.list': ['administrator'],
  'notifications.suppression.add': ['administrator'],
  'notifications.suppression.lift': ['administrator'],
});

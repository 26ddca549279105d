import { permit } from '#realtime';

permit({
  'events.explain.read': ['owner', 'administrator'],
  'events.explain.read_consumer': ['owner', 'administrator'],
});

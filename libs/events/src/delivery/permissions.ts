import { permit } from '#realtime';

permit({
  'events.delivery.replay': ['owner'],
  'events.delivery.replay_range': ['owner'],
});

import { permit } from '#realtime';

/** The queue is the hub's own: whoever keeps the hub looks after it. */
permit({
  'queue.state.read': ['administrator'],
  'queue.dead_letter.list': ['administrator'],
  'queue.dead_letter.redrive': ['administrator'],
  'queue.dead_letter.drop': ['administrator'],
});

import { permit } from '#realtime';

/** Everybody may have consumers: one shows its owner nothing that they may not read at other doors. */
permit({
  'events.consumer.create': ['person'],
  'events.consumer.list': ['person'],
  'events.consumer.read': ['owner', 'administrator'],
  'events.consumer.delete': ['owner', 'administrator'],
  'events.consumer.change': ['owner'],
  'events.consumer.reset': ['owner'],
  'events.consumer.redrive': ['owner'],
  'events.consumer.discard': ['owner'],
  'events.consumer.parked': ['owner'],
});

import { permit } from '#realtime';
import { ways } from './subscription-states.js';

/** `owner`: whose subscription it is. Commands that move it stand in the table of its states. */
const moves = Object.fromEntries(ways.flatMap(({ command, who }) => (command === null ? [] : [[command.name, who] as const])));

/** Whoever has one of these roles has events sent out of the hub, and only as long as they have it. */
export const sendersOut = ['integrator', 'administrator'] as const;

permit({
  ...moves,
  'events.subscription.create': [...sendersOut],
  'events.subscription.rotate_secret': ['owner'],
  'events.subscription.test': ['owner'],
  'events.subscription.list': ['person'],
  'events.subscription.read': ['owner', 'administrator'],
  'events.subscription.keys': ['owner', 'administrator'],
  'events.delivery.list': ['owner', 'administrator'],
  'events.delivery.read': ['owner', 'administrator'],
  'events.dead_letter.list': ['person'],
});

import { permit } from '#realtime';

permit({
  'events.sandbox.open': ['integrator', 'administrator'],
  'events.sandbox.behave': ['integrator', 'administrator'],
  'events.sandbox.close': ['integrator', 'administrator'],
  'events.sandbox.list': ['integrator', 'administrator'],
  'events.sandbox.read': ['integrator', 'administrator'],
  'events.sandbox.examine': ['owner'],
  'events.examination.list': ['owner', 'administrator'],
  'events.examination.read': ['owner', 'administrator'],
});

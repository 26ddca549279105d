import { permissionsOf, permit } from '#realtime';
import { scheduleMachine } from './schedule-states.js';

/** `owner`: whose schedule it is. Commands that move it stand in the table of its states. */
permit({
  ...permissionsOf(scheduleMachine),
  'reports.schedule.create': ['person'],
  'reports.schedule.change': ['owner'],
  'reports.schedule.list': ['person'],
  'reports.schedule.read': ['owner', 'administrator'],
  'reports.schedule.times': ['person'],
  'reports.kind.list': ['person'],
});

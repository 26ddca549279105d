import { corridor } from '#contracts';
import { permit, permissionsOf } from '#realtime';
import { alertMachine } from './alert-states.js';

/** The steps are read off the machine. Reads show what the compact shares, and what somebody was woken for. */
permit({
  ...permissionsOf(alertMachine),
  [corridor.raiseAlert.name]: ['coordinator', 'authority', 'field', 'administrator'],
  [corridor.annotateAlert.name]: ['on_call', 'assignee', 'owner', 'crew', 'host', 'administrator'],
  [corridor.listAlerts.name]: ['reader', 'administrator'],
  [corridor.readAlert.name]: ['reader', 'on_call', 'assignee', 'administrator'],
});

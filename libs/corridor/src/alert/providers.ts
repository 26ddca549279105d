import type { Provider } from '@nestjs/common';
import { AlertGovernor } from './alert.governor.js';
import { AlertTimers } from './alert-timers.js';
import { AcknowledgeAlert, AnnotateAlert, AssignAlert, CloseAlert, ResolveAlert } from './answer-alert.js';
import { GoOn } from './go-on.js';
import './permissions.js';
import { RaiseByHand } from './raise-by-hand.js';
import { ListAlerts, ReadAlert } from './read-alerts.js';
import { SilenceAlert } from './silence-alert.js';
import { SupersedeAlert } from './supersede-alert.js';

export const alertProviders: Provider[] = [
  AlertGovernor, AlertTimers, GoOn, RaiseByHand, AcknowledgeAlert, AssignAlert, ResolveAlert, CloseAlert, AnnotateAlert, SilenceAlert, SupersedeAlert, ListAlerts, ReadAlert,
];

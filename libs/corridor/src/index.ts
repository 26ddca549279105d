import { Alert } from './alert/alert.entity.js';
import { Centre } from './centre/centre.entity.js';
import { Corridor } from './corridor/corridor.entity.js';
import { Grant } from './sharing/grant.entity.js';
import { Report } from './report/report.entity.js';
import { Tracker } from './tracker/tracker.entity.js';
import { Leg } from './leg/leg.entity.js';
import { Handover } from './handover/handover.entity.js';
import { Deployment } from './deployment/deployment.entity.js';
import { Unit } from './unit/unit.entity.js';

export { AlertTimers } from './alert/alert-timers.js';
export { GoOn } from './alert/go-on.js';
export { clearAlert, raiseAlert } from './alert/raise-alert.js';
export type { RaisedAlert } from './alert/raised-alert.js';
export { WatchExpiry } from './stock/watch-expiry.js';
export { WatchBoards } from './board/watch-boards.js';
export { ChaseReports } from './report/chase-reports.js';
export { audienceOf, sharesOf } from './sharing/audience-of.js';
export { sharesFor } from './sharing/shares-for.js';
export { CorridorModule } from './corridor.module.js';
export { corridorMigrations } from './migrations/index.js';
/** What the data source must know of this lib. */
export const corridorEntities = [Alert, Corridor, Centre, Unit, Tracker, Grant, Deployment, Handover, Leg, Report];

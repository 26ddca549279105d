import type { ReportKind } from '../document/report-kind.js';
import { alertTimes } from './corridor/alert-times.js';
import { capacityStock } from './corridor/capacity-stock.js';
import { dailySituation } from './corridor/daily-situation.js';
import { deploymentMds } from './corridor/deployment-mds.js';
import { activityQuarter } from './council/activity-quarter.js';
import { attendanceRecord } from './council/attendance-record.js';
import { meetingPack } from './council/meeting-pack.js';
import { resolutions } from './council/resolutions.js';
import { deliveryRecord } from './events/delivery-record.js';

const all: readonly ReportKind[] = [meetingPack, attendanceRecord, resolutions, activityQuarter, dailySituation, deploymentMds, capacityStock, alertTimes, deliveryRecord];

/** Who makes each kind of report, by its name. */
export const kinds: ReadonlyMap<string, ReportKind> = new Map(all.map((kind) => [kind.contract.name, kind]));

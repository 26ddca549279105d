import { Schedule } from './schedule/schedule.entity.js';

export { bars, type Series } from './chart/bars.js';
export { lines } from './chart/lines.js';
export { shares } from './chart/shares.js';
export type { Table, Value, ValueKind } from './document/document.js';
export { forms, mostCells } from './form/forms.js';
export { Forms } from './form/make-form.js';
export { ReportClock } from './clock.js';
export { ExpireFiles } from './file/expire-files.js';
export { kinds } from './kind/kinds.js';
export { PlanRuns } from './run/plan-runs.js';
export { say } from './words/say.js';
export type { ReportDocument } from './document/document.js';
export { ReportsModule } from './reports.module.js';
export { reportsMigrations } from './migrations/index.js';

export const reportsEntities = [Schedule];

import { Schedule } from './schedule/schedule.entity.js';

export { ReportClock } from './clock.js';
export { ReportsModule } from './reports.module.js';
export { reportsMigrations } from './migrations/index.js';

export const reportsEntities = [Schedule];

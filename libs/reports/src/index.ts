export { ReportsModule } from './reports.module.js';
export { reportsMigrations } from './migrations/index.js';

export const reportsEntities = [];

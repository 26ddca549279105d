import { everybody, type ReportSection } from './sections.js';

export const section: ReportSection = {
  about: 'reports of the hub', knows: everybody,
  rows: { 'reports.schedule.create': everybody, 'reports.schedule.list': everybody, 'reports.schedule.times': everybody, 'reports.kind.list': everybody },
  inputs: {
    'reports.schedule.create': ({ bodyId }) => ({ name: 'Attendance', kind: 'council.attendance_record', params: { bodyId }, cron: '0 6 * * *', zone: 'UTC' }),
    'reports.schedule.list': () => ({}), 'reports.schedule.times': () => ({ cron: '0 6 * * *', zone: 'UTC' }), 'reports.kind.list': () => ({}),
  },
};

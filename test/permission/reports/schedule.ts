import { known, type ReportSection } from './sections.js';

/** In an order in which who is first asked leaves the next something to do. */
export const section: ReportSection = {
  about: 'a schedule', knows: known,
  rows: {
    'reports.schedule.read': 'owner administrator', 'reports.schedule.change': 'owner',
    'reports.run.list': known, 'reports.run.read': known, 'reports.run.start': 'owner', 'reports.run.repeat': 'owner',
    'reports.link.list': 'owner administrator', 'reports.link.revoke': 'owner administrator',
    'reports.schedule.pause': 'owner administrator', 'reports.schedule.resume': 'owner', 'reports.schedule.end': 'owner administrator',
  },
  inputs: {
    'reports.schedule.read': ({ scheduleId }) => ({ scheduleId }), 'reports.schedule.change': ({ scheduleId }) => ({ scheduleId, name: 'Changed' }),
    'reports.run.list': ({ scheduleId }) => ({ scheduleId }), 'reports.run.read': ({ runId }) => ({ runId }),
    'reports.run.start': ({ scheduleId }) => ({ scheduleId }), 'reports.run.repeat': ({ runId }) => ({ runId }),
    'reports.link.list': ({ scheduleId }) => ({ scheduleId }),
    'reports.link.revoke': ({ scheduleId, personId }) => ({ scheduleId, linkId: personId }),
    'reports.schedule.pause': ({ scheduleId }) => ({ scheduleId }), 'reports.schedule.resume': ({ scheduleId }) => ({ scheduleId }), 'reports.schedule.end': ({ scheduleId }) => ({ scheduleId }),
  },
};

import { declareErrors } from '../catalogue/errors.js';

declareErrors({
  schedule_state: { status: 409, retry: 'never', meaning: 'The schedule is in a state in which this is not done; `details` names it.' },
  schedules_full: { status: 409, retry: 'never', meaning: 'The owner has as many schedules as one may; end one first.' },
  report_kind_unknown: { status: 404, retry: 'never', meaning: 'There is no report of this kind.' },
  outside_refused: { status: 403, retry: 'never', meaning: 'Only coordinators and administrators send reports to addresses outside of the hub, and only where HUB_PUBLIC_URL is set.' },
  run_not_ended: { status: 409, retry: 'never', meaning: 'The run has not ended with a report yet, or nothing of it can be read again.' },
  report_gone: { status: 410, retry: 'never', meaning: 'The files of this run were taken away, as its schedule has it; its line stays.' },
  report_rights_changed: { status: 403, retry: 'never', meaning: 'The caller may not see all any more that this file was made of; a new run makes one that they may see.' },
  link_unknown: { status: 404, retry: 'never', meaning: 'There is no link of this id to this report.' },
  link_over: { status: 410, retry: 'never', meaning: 'The link to a report was ended, its time is over, or the report is kept no longer.' },
  link_ended: { status: 409, retry: 'never', meaning: 'The link has ended already.' },
});

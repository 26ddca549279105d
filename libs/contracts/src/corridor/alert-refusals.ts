import { declareErrors } from '../catalogue/errors.js';

/** What alerts and rosters refuse, and what to do then. */
declareErrors({
  alert_state: { status: 409, retry: 'never', meaning: 'The alert is past this step; `details.state` says where it is.' },
  alert_time: { status: 409, retry: 'never', meaning: 'The time does not fit: silence ends within a day, and what expires does so in the future.' },
  not_taking_part: { status: 409, retry: 'never', meaning: 'The person acts for no organisation of this corridor; `details.personId` names them.' },
  roster_unknown: { status: 409, retry: 'never', meaning: 'There is no roster of this organisation, kind and level; set one first.' },
  override_unknown: { status: 409, retry: 'never', meaning: 'There is no such exception of the roster, or it was lifted.' },
});

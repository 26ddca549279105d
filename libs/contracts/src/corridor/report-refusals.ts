import { declareErrors } from '../catalogue/errors.js';

/** What the daily report and its tally refuse, and what to do then. */
declareErrors({
  not_on_site: { status: 409, retry: 'never', meaning: 'The unit is not at its site on this deployment, so that it has nothing to count; `details.state` says how it stands.' },
  encounter_unknown: { status: 404, retry: 'never', meaning: 'No encounter of this id was counted on this deployment.' },
  slot_unnamed: { status: 409, retry: 'never', meaning: 'A free slot counts once it has a name for the day; `details.item` is the one that has none.' },
  in_future: { status: 409, retry: 'never', meaning: 'The day or instant has not come yet where the unit is.' },
  report_unknown: { status: 404, retry: 'never', meaning: 'There is no such report, or none that is shared with the caller.' },
  report_moved: { status: 409, retry: 'never', meaning: 'Another version was submitted meanwhile; `details.version` is the one that counts now.' },
});

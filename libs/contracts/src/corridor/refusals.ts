import { declareErrors } from '../catalogue/errors.js';

/** What a corridor's registry refuses, and what to do then. Each part adds its own refusals beside its commands. */
declareErrors({
  corridor_closed: { status: 409, retry: 'never', meaning: 'The corridor is closed; it can be read, not changed.' },
  institution_unknown: { status: 404, retry: 'never', meaning: 'There is no active institution of this id.' },
  not_a_member: { status: 409, retry: 'never', meaning: 'The organisation is no member of this corridor in the role that this needs; `details.role` names it.' },
  member_needed: { status: 409, retry: 'never', meaning: 'The organisation still has units, centres or deployments in this corridor; retire those first.' },
  stop_unknown: { status: 409, retry: 'never', meaning: 'A stop must be a centre of this corridor; `details.centreId` names the one that is not.' },
  centre_closed: { status: 409, retry: 'never', meaning: 'The centre is closed.' },
  unit_retired: { status: 409, retry: 'never', meaning: 'The unit is retired.' },
  deployment_under_way: { status: 409, retry: 'never', meaning: 'A deployment is under way here; close, cancel or move it first.' },
});

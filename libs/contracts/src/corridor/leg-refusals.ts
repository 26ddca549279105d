import { declareErrors } from '../catalogue/errors.js';

declareErrors({
  leg_unknown: { status: 404, retry: 'never', meaning: 'The deployment has no leg of this id.' },
  leg_over: { status: 409, retry: 'never', meaning: 'The unit has left on this leg, or has come to its end: its past is not planned anew.' },
  leg_not_left: { status: 409, retry: 'never', meaning: 'The unit has not left on this leg yet; note its departure first.' },
  leg_times: { status: 409, retry: 'never', meaning: 'A leg ends after it begins, and neither of them lies ahead when it is noted as having happened.' },
});

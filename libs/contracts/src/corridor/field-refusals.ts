import { declareErrors } from '../catalogue/errors.js';

declareErrors({
  too_many_submissions: { status: 429, retry: 'later', meaning: 'As many field submissions as this process carries out at once are under way; send the same again in `details.retryAfter` seconds.' },
  not_for_the_field: { status: 403, retry: 'never', meaning: 'This command is not taken from the field: it is none of a corridor, or its answer is a secret that is shown once.' },
  operation_unknown: { status: 404, retry: 'never', meaning: 'The deployment has no open operation of this id.' },
});

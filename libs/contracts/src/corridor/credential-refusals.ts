import { declareErrors } from '../catalogue/errors.js';

declareErrors({
  credential_state: { status: 409, retry: 'never', meaning: 'The credential is in a state in which this cannot be done; `details.state` names it.' },
  credential_known: { status: 409, retry: 'never', meaning: 'A credential of this person, profession and host country that ends on the same day waits or holds already.' },
  credential_run_out: { status: 409, retry: 'never', meaning: 'The credential has run out; enter the new one.' },
});

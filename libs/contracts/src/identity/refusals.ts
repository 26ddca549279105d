import { declareErrors } from '../catalogue/errors.js';

declareErrors({
  person_known: { status: 409, retry: 'never', meaning: 'A person with this e-mail address is in the hub already.' },
  person_suspended: { status: 409, retry: 'never', meaning: 'The person is suspended.' },
  last_administrator: { status: 409, retry: 'never', meaning: 'This is the last active administrator; make another one first.' },
  affiliation_held: { status: 409, retry: 'never', meaning: 'The person is affiliated with this institution already.' },
  too_many_keys: { status: 409, retry: 'never', meaning: 'The person holds as many keys as one may; revoke one first.' },
  session_needed: { status: 403, retry: 'never', meaning: 'This is done in a session, never with a key.' },
});

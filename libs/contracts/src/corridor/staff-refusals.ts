import { declareErrors } from '../catalogue/errors.js';

declareErrors({
  person_elsewhere: { status: 409, retry: 'never', meaning: 'The person is assigned to a place for some of this time already; nobody is at two places at once.' },
  assignment_ended: { status: 409, retry: 'never', meaning: 'The place has no assignment of this id that could still be ended then.' },
});

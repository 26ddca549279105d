import { declareErrors } from '../catalogue/errors.js';

declareErrors({
  grant_ended: { status: 409, retry: 'never', meaning: 'There is no open grant of this id in the corridor.' },
  too_many_grants: { status: 409, retry: 'never', meaning: 'The organisation shares this class with as many as one event can be addressed to; share it with all members instead.' },
  event_unknown: { status: 404, retry: 'never', meaning: 'The stream of the corridor holds no event of this id.' },
});

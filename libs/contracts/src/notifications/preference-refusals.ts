import { declareErrors } from '../catalogue/errors.js';

declareErrors({
  too_many_preferences: { status: 409, retry: 'never', meaning: 'As many preferences are settled as one may have; clear some first.' },
});

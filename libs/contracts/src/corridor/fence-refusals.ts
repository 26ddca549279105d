import { declareErrors } from '../catalogue/errors.js';

declareErrors({
  fence_unknown: { status: 404, retry: 'never', meaning: 'There is no fence of this id in the corridor.' },
  fence_retired: { status: 409, retry: 'never', meaning: 'The fence is retired; draw a new one.' },
  fences_full: { status: 409, retry: 'never', meaning: 'The corridor has as many fences in force as it may have; retire one first.' },
});

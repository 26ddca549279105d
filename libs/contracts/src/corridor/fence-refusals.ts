import { declareErrors } from '../catalogue/errors.js';

declareErrors({
  fence_retired: { status: 409, retry: 'never', meaning: 'The fence is retired; draw a new one.' },
  fences_full: { status: 409, retry: 'never', meaning: 'The corridor has as many fences in force as it may have; retire one first.' },
});

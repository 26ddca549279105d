import { declareErrors } from '../catalogue/errors.js';

declareErrors({
  beds_over_capacity: { status: 409, retry: 'never', meaning: 'More beds would be available than baseline and surge together; correct those first or with it.' },
});

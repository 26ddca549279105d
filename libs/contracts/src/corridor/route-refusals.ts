import { declareErrors } from '../catalogue/errors.js';

declareErrors({
  route_missing: { status: 409, retry: 'never', meaning: 'No route is planned for this deployment.' },
});

import { declareErrors } from '../catalogue/errors.js';

declareErrors({
  route_missing: { status: 404, retry: 'never', meaning: 'No way is planned for this deployment, or none that is shown to the caller.' },
});

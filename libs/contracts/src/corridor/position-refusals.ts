import { declareErrors } from '../catalogue/errors.js';

/** What the doors for positions refuse as a whole; what they refuse of a report is answered for each fix. */
declareErrors({
  device_unknown: { status: 404, retry: 'never', meaning: 'No bound device reports under this id, or its unit is retired.' },
});

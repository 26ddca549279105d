import { declareErrors } from '../catalogue/errors.js';

declareErrors({
  mail_unknown: { status: 404, retry: 'never', meaning: 'There is no such mail in the outbox, or it has been pushed out by newer ones.' },
  bounce_unreadable: { status: 400, retry: 'never', meaning: 'The body is no delivery report (RFC 3464) and no complaint (RFC 5965).' },
});

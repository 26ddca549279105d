import { declareErrors } from '../catalogue/errors.js';

declareErrors({
  mail_unknown: { status: 404, retry: 'never', meaning: 'There is no such mail in the outbox, or it has been pushed out by newer ones.' },
  mail_not_stopped: { status: 409, retry: 'never', meaning: 'Mail to this address is not stopped.' },
  mail_test_too_soon: { status: 429, retry: 'later', meaning: 'A test mail was asked for a moment ago; look at what came of it.' },
  bounce_unreadable: { status: 400, retry: 'never', meaning: 'The body is no delivery report (RFC 3464) and no complaint (RFC 5965).' },
});

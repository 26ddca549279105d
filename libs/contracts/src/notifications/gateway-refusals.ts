import { declareErrors } from '../catalogue/errors.js';

/** What addresses for SMS and chat, and the doors of their gateways, refuse. */
declareErrors({
  gateway_off: { status: 409, retry: 'never', meaning: 'This hub has no gateway of this kind.' },
  code_too_often: { status: 429, retry: 'later', meaning: 'A code was sent a moment ago, or too many were today; `details.retryAfter` says in how many seconds another can be.' },
  code_unknown: { status: 409, retry: 'never', meaning: 'No code is open: it has run out, was tried too often or has been used. Give the address again.' },
  report_unsigned: { status: 401, retry: 'never', meaning: 'The request does not carry a valid signature of the gateway (Standard Webhooks), or it is more than five minutes old.' },
});

import { declareErrors } from '../catalogue/errors.js';

/** What web push refuses, and what to do then. */
declareErrors({
  push_off: { status: 409, retry: 'never', meaning: 'This hub sends no web push: whoever runs it sets HUB_PUSH_CONTACT or an https HUB_PUBLIC_URL.' },
  push_too_many: { status: 409, retry: 'never', meaning: 'The person has subscribed as many devices as are kept; remove one first.' },
});

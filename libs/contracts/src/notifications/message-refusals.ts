import { declareErrors } from '../catalogue/errors.js';

declareErrors({
  message_state: { status: 409, retry: 'never', meaning: 'The message has gone its way; its state does not allow this any more.' },
});

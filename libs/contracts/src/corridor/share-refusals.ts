import { declareErrors } from '../catalogue/errors.js';

declareErrors({
  shares_full: { status: 409, retry: 'never', meaning: 'The unit has as many open links as it may have; end one first.' },
  share_unknown: { status: 404, retry: 'never', meaning: 'The unit has no public link of this id.' },
  share_over: { status: 410, retry: 'never', meaning: 'The time of the public link is over.' },
  share_revoked: { status: 410, retry: 'never', meaning: 'The public link was withdrawn by those who gave it.' },
  share_ended: { status: 409, retry: 'never', meaning: 'The link has ended already.' },
});

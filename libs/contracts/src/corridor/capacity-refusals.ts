import { declareErrors } from '../catalogue/errors.js';

declareErrors({
  request_state: { status: 409, retry: 'never', meaning: 'The request is in another state; `details.state` names it.' },
  capacity_request_unknown: { status: 404, retry: 'never', meaning: 'There is no request of this id in this corridor.' },
  offer_state: { status: 409, retry: 'never', meaning: 'The offer is in another state; `details.state` names it.' },
  offer_unknown: { status: 404, retry: 'never', meaning: 'There is no offer of this id, or none that the caller may know of.' },
  capacity_short: { status: 409, retry: 'never', meaning: 'Less is left than that: `details.left` of what is there, once what was promised before is taken off.' },
  capacity_unknown: { status: 409, retry: 'never', meaning: 'How much is there is not known, or the figure is stale: report the board, then offer.' },
  offer_own: { status: 409, retry: 'never', meaning: 'The offer is made by the centre or unit that asks.' },
});

import { declareErrors } from '../catalogue/errors.js';

declareErrors({
  shipment_state: { status: 409, retry: 'never', meaning: 'The shipment is in another state; `details.state` names it, `details.needs` those from which this is done.' },
  shipment_unknown: { status: 404, retry: 'never', meaning: 'There is no shipment of this id, or none that the caller may know of.' },
  paper_missing: { status: 409, retry: 'never', meaning: 'No paper for the country that it enters is valid today; add one first.' },
  cold_ranges_differ: { status: 409, retry: 'never', meaning: 'The items of the shipment have no temperature in common; send them apart.' },
  received_more_than_sent: { status: 409, retry: 'never', meaning: 'More of a lot would be received than was sent; enter the rest as received stock.' },
});

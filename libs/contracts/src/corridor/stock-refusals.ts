import { declareErrors } from '../catalogue/errors.js';

declareErrors({
  unit_unknown: { status: 409, retry: 'never', meaning: 'The code is none of UCUM (Unified Code for Units of Measure); `details.unit` names it.' },
  unit_not_convertible: { status: 409, retry: 'never', meaning: 'The quantity cannot be converted to the unit of the item: another kind of measure, or another thing that is counted.' },
  pack_unknown: { status: 409, retry: 'never', meaning: 'The item has no pack of this name.' },
  stock_item_unknown: { status: 409, retry: 'never', meaning: 'The corridor has no such item; register it first.' },
  stock_item_known: { status: 409, retry: 'never', meaning: 'An item of this code is registered in the corridor already.' },
  lot_differs: { status: 409, retry: 'never', meaning: 'The lot is known with another expiry date.' },
  stock_promised: { status: 409, retry: 'never', meaning: 'Part of what is in stock is promised: by offers that stand, or set aside for shipments that have not left. Patients go first: it may be issued all the same.' },
  stock_short: { status: 409, retry: 'never', meaning: 'There is less in stock than that; `details.left` says how much, in the unit of the item. What has expired is given out only by its lot.' },
  same_holder: { status: 409, retry: 'never', meaning: 'Giver and receiver are the same.' },
});

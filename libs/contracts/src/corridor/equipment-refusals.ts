import { declareErrors } from '../catalogue/errors.js';

declareErrors({
  equipment_known: { status: 409, retry: 'never', meaning: 'A device of this serial number or UDI is entered already.' },
  meter_went_back: { status: 409, retry: 'never', meaning: 'The meter would have run backwards: a reading before it is higher, or one after it is lower; `details.readingId`, `details.value` and `details.at` name that one. If it is that which is wrong, withdraw it; if the meter is a new one, report with `replaced`.' },
  reading_unknown: { status: 409, retry: 'never', meaning: 'The device has no such reading.' },
  maintenance_unknown: { status: 409, retry: 'never', meaning: 'The plan of the device has no such item.' },
  maintenance_without_term: { status: 409, retry: 'never', meaning: 'An item of a plan falls due on a day, or after so many days, engine hours or kilometres: name one at least.' },
});

import { declareErrors } from '../catalogue/errors.js';

declareErrors({
  device_bound: { status: 409, retry: 'never', meaning: 'The device is bound to a unit already; unbind it there first.' },
  tracker_unbound: { status: 409, retry: 'never', meaning: 'No tracker of this id is bound to the unit, or not any more; bind the device again.' },
});

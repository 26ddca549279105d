import { declareErrors } from '../catalogue/errors.js';

declareErrors({
  deployment_state: { status: 409, retry: 'never', meaning: 'The deployment is in a state in which this cannot be done; `details` has its state and the states needed.' },
  host_of_elsewhere: { status: 409, retry: 'never', meaning: 'The site lies in another country than that of the host: the authority there must accept the unit.' },
  unit_unfit: { status: 409, retry: 'never', meaning: 'The unit is out of service or retired.' },
  not_registered: { status: 409, retry: 'never', meaning: 'The unit is not registered with the host yet; it does not set up before that.' },
  exit_report_missing: { status: 409, retry: 'never', meaning: 'A deployment is closed with an exit report; there is none.' },
  deployment_unfinished: { status: 409, retry: 'never', meaning: 'Somebody still waits for something of the deployment; `details` counts open `tasks`, `handovers` that were not accepted, `shipments` on their way to the unit and `devices` of others at it.' },
});

import { declareErrors } from '../catalogue/errors.js';

declareErrors({
  nobody_in_charge: { status: 409, retry: 'never', meaning: 'Nobody is in charge of the deployment yet; take charge first.' },
  not_in_charge: { status: 409, retry: 'never', meaning: 'Only whoever is in charge of the deployment does this; `details.personId` names them.' },
  in_charge_already: { status: 409, retry: 'never', meaning: 'Somebody is in charge: crew take over by a handover, and only a coordinator of the operator without one, with a reason.' },
  handover_unknown: { status: 404, retry: 'never', meaning: 'The deployment has no handover of this id.' },
  handover_state: { status: 409, retry: 'never', meaning: 'The handover is in a state in which this cannot be done; `details` has its state and the states needed.' },
  handover_open: { status: 409, retry: 'never', meaning: 'A handover of this deployment is open already; end it first.' },
  not_of_handover: { status: 409, retry: 'never', meaning: 'This step belongs to the other side of the handover, or to somebody else altogether.' },
  handover_outdated: { status: 409, retry: 'never', meaning: 'Something came up since the note was written; `details.missing` names it. The sender amends the note, so that nothing falls between two shifts.' },
  receiver_unfit: { status: 409, retry: 'never', meaning: 'The receiver holds no field post for the operator, and does not coordinate for it.' },
  task_unknown: { status: 404, retry: 'never', meaning: 'The deployment has no open task of this id.' },
});

import { declareErrors } from '../catalogue/errors.js';

declareErrors({
  institution_closed: { status: 409, retry: 'never', meaning: 'The institution is closed; its past stays readable.' },
  institution_holds_seats: { status: 409, retry: 'never', meaning: 'The institution still holds seats; vacate them first.' },
  seat_taken: { status: 409, retry: 'never', meaning: 'The institution holds a seat of this body already.' },
  seat_vacated: { status: 409, retry: 'never', meaning: 'The seat was vacated; create a new one.' },
  office_held: { status: 409, retry: 'never', meaning: 'The person holds this office already.' },
  rules_version_stale: { status: 409, retry: 'never', meaning: 'The rules of the body were changed in the meantime; read them again.' },
});

import { permit, type Permissions } from '#realtime';

/** `person`: everybody signed in. `secretary`: of the body that the object belongs to. */
export const alliancePermissions: Permissions = {
  'alliance.institution.register': ['administrator'],
  'alliance.institution.change': ['administrator'],
  'alliance.institution.close': ['administrator'],
  'alliance.body.establish': ['administrator'],
  'alliance.body.change_rules': ['administrator'],
  'alliance.office.appoint': ['administrator'],
  'alliance.office.dismiss': ['administrator'],
  'alliance.seat.create': ['administrator'],
  'alliance.seat.appoint': ['administrator', 'secretary'],
  'alliance.seat.weigh': ['administrator'],
  'alliance.seat.vacate': ['administrator'],
  'alliance.country.list': ['person'],
  'alliance.institution.list': ['person'],
  'alliance.institution.read': ['person'],
  'alliance.body.list': ['person'],
  'alliance.body.read': ['person'],
  'alliance.seat.list': ['person'],
};

permit(alliancePermissions);

import { permit, type Permissions } from '#realtime';

/** `person`: everybody signed in. `self`: whom the object belongs to. */
export const identityPermissions: Permissions = {
  'identity.person.invite': ['administrator'],
  'identity.invitation.withdraw': ['administrator'],
  'identity.invitation.list': ['administrator'],
  'identity.person.suspend': ['administrator'],
  'identity.person.restore': ['administrator'],
  'identity.password.reset': ['administrator'],
  'identity.role.grant': ['administrator'],
  'identity.role.revoke': ['administrator'],
  'identity.affiliation.begin': ['administrator'],
  'identity.affiliation.end': ['administrator'],
  'identity.audit.list': ['administrator'],
  'identity.profile.change': ['person'],
  'identity.me.read': ['person'],
  'identity.person.list': ['person'],
  'identity.person.read': ['person'],
  'identity.session.list': ['person'],
  'identity.session.end': ['self', 'administrator'],
  'identity.key.create': ['person'],
  'identity.key.list': ['person'],
  'identity.key.revoke': ['self', 'administrator'],
};

permit(identityPermissions);

import { Affiliation } from './affiliation/affiliation.entity.js';
import { Invitation } from './invitation/invitation.entity.js';
import { ApiKey } from './key/api-key.entity.js';
import { Password } from './password/password.entity.js';
import { Contact, Person } from './person/person.entity.js';
import { HeldRole } from './role/role.entity.js';
import { Session } from './session/session.entity.js';

export { IdentityModule } from './identity.module.js';
export { identityMigrations } from './migrations/index.js';
export { resetAtConsole } from './password/reset-password.js';
export { hasAdministrator, SetupLink } from './setup/setup-link.js';
export { noteAudit, type AuditEntry } from './audit/note-audit.js';
export { moveRights } from './right/move-rights.js';
export { insistOnPeople, isSuspended } from './person/know-people.js';
export { principalsOf } from './person/principals-of.js';
export { administratorsOf } from './person/administrators-of.js';
export { affiliationsOf } from './affiliation/affiliations-of.js';
export { readersOf, type ReaderOf } from './person/readers-of.js';
export { coordinatorsOf } from './person/coordinators-of.js';
export { contactsOf, type ContactOf } from './person/contacts-of.js';

export const identityEntities = [Person, Contact, Affiliation, HeldRole, Password, Session, ApiKey, Invitation];

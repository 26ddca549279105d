import { Global, Module } from '@nestjs/common';
import { Authenticator } from '#realtime';
import './permissions.js';
import { BeginAffiliation } from './affiliation/begin-affiliation.js';
import { EndAffiliation } from './affiliation/end-affiliation.js';
import { Attempts } from './attempt/count-attempts.js';
import { ListAudit } from './audit/list-audit.js';
import { HubAuthenticator } from './credential/authenticate.js';
import { EndRunOut } from './credential/end-run-out.js';
import { Sightings } from './credential/note-sightings.js';
import { AcceptInvitation } from './invitation/accept-invitation.js';
import { InvitationController } from './invitation/invitation.controller.js';
import { ListInvitations } from './invitation/list-invitations.js';
import { WithdrawInvitation } from './invitation/withdraw-invitation.js';
import { CreateKey } from './key/create-key.js';
import { GovernKey } from './key/govern-key.js';
import { ListKeys } from './key/list-keys.js';
import { RevokeKey } from './key/revoke-key.js';
import { noticeProviders } from './notice/providers.js';
import { ChangePassword } from './password/change-password.js';
import { PasswordHashes } from './password/hash-password.js';
import { PasswordController } from './password/password.controller.js';
import { Pepper } from './password/pepper.js';
import { ResetPassword } from './password/reset-password.js';
import { ChangeProfile } from './person/change-profile.js';
import { GovernHub } from './person/govern-hub.js';
import { GovernPerson } from './person/govern-person.js';
import { InvitePerson } from './person/invite-person.js';
import { ListPeople } from './person/list-people.js';
import { ReadMe } from './person/read-me.js';
import { ReadPerson } from './person/read-person.js';
import { RestorePerson } from './person/restore-person.js';
import { SuspendPerson } from './person/suspend-person.js';
import { GrantRole } from './role/grant-role.js';
import { RevokeRole } from './role/revoke-role.js';
import { EndSession } from './session/end-session.js';
import { GovernSession } from './session/govern-session.js';
import { ListSessions } from './session/list-sessions.js';
import { SessionController } from './session/session.controller.js';
import { SignIn } from './session/sign-in.js';
import { ClaimSetup } from './setup/claim-setup.js';
import { SetupController } from './setup/setup.controller.js';
import { SetupLink } from './setup/setup-link.js';

const commands = [
  InvitePerson, WithdrawInvitation, SuspendPerson, RestorePerson, GrantRole, RevokeRole, BeginAffiliation, EndAffiliation,
  ChangeProfile, ResetPassword, EndSession, CreateKey, RevokeKey,
];
const queries = [ReadMe, ListPeople, ReadPerson, ListInvitations, ListSessions, ListKeys, ListAudit];
const governors = [GovernHub, GovernPerson, GovernSession, GovernKey];

/** Who is who. Global, because the doors ask the authenticator. */
@Global()
@Module({
  controllers: [SetupController, SessionController, InvitationController, PasswordController],
  providers: [
    ...commands, ...queries, ...governors, ...noticeProviders,
    Pepper, PasswordHashes, Attempts, SignIn, AcceptInvitation, ChangePassword, SetupLink, ClaimSetup, Sightings, EndRunOut,
    { provide: Authenticator, useClass: HubAuthenticator },
  ],
  exports: [Authenticator, SetupLink],
})
export class IdentityModule {}

import { z } from 'zod';
import { entrance } from '../catalogue/declare.js';
import './refusals.js';
import { language, zone } from '../alliance/words.js';
import { email, instant, newPassword, none, oneTimeToken, password, personName, sessionKind, signedIn } from './words.js';

export const claimSetup = entrance('identity.setup.claim', {
  summary: 'The first administrator takes the hub over with the one-time setup link. Of two claims one wins.',
  method: 'POST', path: '/setup',
  input: z.strictObject({ token: oneTimeToken, name: personName, email, password: newPassword, language: language.optional(), zone: zone.optional(), as: sessionKind }),
  output: signedIn,
  errors: ['setup_closed', 'password_too_weak', 'person_known', 'origin_refused'],
});

export const signIn = entrance('identity.session.start', {
  summary: 'Sign-in by e-mail address and password. The answer is the same, and takes as long, for people that the hub does not know.',
  method: 'POST', path: '/sessions',
  input: z.strictObject({ email, password, as: sessionKind }),
  output: signedIn,
  errors: ['sign_in_refused', 'origin_refused'],
});

export const signOut = entrance('identity.session.leave', {
  summary: 'Ends the session that sends it, and its sockets.',
  method: 'DELETE', path: '/sessions/current',
  input: z.strictObject({}),
  output: none,
  errors: ['session_needed', 'origin_refused'],
});

export const readInvitation = entrance('identity.invitation.show', {
  summary: 'What an invitation says. Reading does not use it up; the token travels in the body, so that no log keeps it.',
  method: 'POST', path: '/invitations/show',
  input: z.strictObject({ token: oneTimeToken }),
  output: z.object({ name: personName, email: z.string(), expiresAt: instant }),
  errors: ['invitation_closed'],
});

export const acceptInvitation = entrance('identity.invitation.accept', {
  summary: 'The invited person, or one who had forgotten it, chooses a password and is signed in; of the latter all other sessions end, and only the password changes. An invitation works once. For people the link is `/invitation#<token>`.',
  method: 'POST', path: '/invitations/accept',
  input: z.strictObject({ token: oneTimeToken, password: newPassword, name: personName.optional(), language: language.optional(), zone: zone.optional(), as: sessionKind }),
  output: signedIn,
  errors: ['invitation_closed', 'password_too_weak', 'origin_refused'],
});

/** Not a command: the receipts of commands keep a fast hash of the body, which a password must never have. */
export const changePassword = entrance('identity.password.change', {
  summary: 'A new password for oneself. All other sessions end.',
  method: 'POST', path: '/password',
  input: z.strictObject({ currentPassword: password, newPassword }),
  output: none,
  errors: ['sign_in_refused', 'password_too_weak', 'session_needed', 'origin_refused'],
});

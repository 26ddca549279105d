import { Injectable } from '@nestjs/common';
import { identity, type Input, type Output } from '#contracts';
import { DomainError, hashSecret, newId, newSecret, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { noteAudit } from '../audit/note-audit.js';
import { openInvitation } from '../invitation/open-invitation.js';
import { lockPerson } from '../person/know-people.js';

/** Days for which somebody who forgot the password may choose another. */
const LASTS_DAYS = 1;

/** Somebody who forgot the password is let in anew, by a one-time link. What they have stays theirs, and the old password holds until they choose another. */
@Injectable()
@Handles(identity.resetPassword, (input) => ({ kind: 'person', id: input.personId }))
export class ResetPassword implements CommandHandler<typeof identity.resetPassword> {
  async execute(actor: Principal, { personId }: Input<typeof identity.resetPassword>, work: Work): Promise<Output<typeof identity.resetPassword>> {
    // A key could take its maker's and everybody's account over, and stay when it ends.
    if (actor.scopes !== null) throw new DomainError('session_needed', 'Passwords are reset in a session, not with a key.');
    const person = await lockPerson(work.db, personId);
    person.insistOnNotSuspended();
    const invitation = await openInvitation(work, personId, LASTS_DAYS);
    await noteAudit(work.db, actor, work.now, { action: identity.resetPassword.name, object: { kind: 'person', id: personId } });
    return invitation;
  }
}

/** Asks the database, as who has the machine in their hands. */
type Ask = (sql: string, values: readonly unknown[]) => Promise<{ rows: Record<string, unknown>[] }>;

/**
 * The same for who has the machine in their hands, where no administrator can: within a transaction of the hub itself.
 * @returns the one-time token; null when nobody of this address is in the hub, or they are suspended
 */
export async function resetAtConsole(ask: Ask, email: string): Promise<string | null> {
  const { rows: [person] } = await ask(`SELECT p.id FROM identity_person p JOIN identity_contact c ON c.person_id = p.id WHERE c.email = lower($1) AND p.state <> 'suspended' FOR UPDATE OF p`, [email]);
  if (person === undefined) return null;
  const token = newSecret();
  await ask('UPDATE identity_invitation SET closed_at = now() WHERE person_id = $1 AND closed_at IS NULL', [person['id']]);
  await ask(`INSERT INTO identity_invitation (id, person_id, token_hash, created_at, expires_at) VALUES ($1, $2, $3, now(), now() + interval '${LASTS_DAYS} day')`, [newId(), person['id'], hashSecret(token)]);
  await ask(
    `INSERT INTO identity_audit (id, at, actor, action, object_kind, object_id, outcome) VALUES ($1, now(), 'system:console', $2, 'person', $3, 'done')`, [newId(), identity.resetPassword.name, person['id']]);
  return token;
}

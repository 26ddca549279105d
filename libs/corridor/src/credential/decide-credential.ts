import { Injectable } from '@nestjs/common';
import { corridor, type Command, type Input, type Output } from '#contracts';
import { noteAudit } from '#identity';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { clearAlert } from '../alert/raise-alert.js';
import { Credential, lockCredential, tellCredential } from './credential.entity.js';
import { zoneOf } from './enter-credential.js';
import { noticesFrom } from './host-days.js';

type Decided = Output<typeof corridor.verifyCredential>;
const about = ({ credentialId }: { readonly credentialId: string }): { kind: string; id: string } => ({ kind: 'credential', id: credentialId });

@Injectable()
@Handles(corridor.verifyCredential, about)
export class VerifyCredential implements CommandHandler<typeof corridor.verifyCredential> {
  async execute(actor: Principal, input: Input<typeof corridor.verifyCredential>, work: Work): Promise<Decided> {
    const credential = await decide(work, actor, corridor.verifyCredential, input);
    credential.insistOnDaysLeft(work.now);
    const zone = await zoneOf(work.db, credential.corridorId, credential.hostCountry);
    for (const { days, dueAt } of noticesFrom(work.now, credential.validUntil, zone, corridor.noticeDays)) {
      await work.db.query('INSERT INTO corridor_credential_notice (credential_id, days, due_at) VALUES ($1, $2, $3)', [credential.id, days, dueAt]);
    }
    await endNoticesBefore(work, credential);
    return answer(credential);
  }
}

@Injectable()
@Handles(corridor.refuseCredential, about)
export class RefuseCredential implements CommandHandler<typeof corridor.refuseCredential> {
  async execute(actor: Principal, input: Input<typeof corridor.refuseCredential>, work: Work): Promise<Decided> {
    return answer(await decide(work, actor, corridor.refuseCredential, input));
  }
}

@Injectable()
@Handles(corridor.revokeCredential, about)
export class RevokeCredential implements CommandHandler<typeof corridor.revokeCredential> {
  async execute(actor: Principal, input: Input<typeof corridor.revokeCredential>, work: Work): Promise<Decided> {
    const credential = await decide(work, actor, corridor.revokeCredential, input);
    await clearAlert(work, credential.corridorId, keyOf(credential.id));
    return answer(credential);
  }
}

/** The alert of a licence that ends. */
export const keyOf = (credentialId: string): string => `credential_expiring:${credentialId}`;

/** Of several who decide at once the first one does; the others find the licence in another state. */
async function decide(work: Work, actor: Principal, command: Command, input: Input<typeof corridor.verifyCredential>): Promise<Credential> {
  const { credentialId } = input;
  const reason = input.reason ?? null;
  const credential = await lockCredential(work.db, credentialId);
  credential.move(command);
  const { state, version } = Object.assign(credential, { reason, decidedAt: work.now, decidedBy: actor.personId });
  await work.db.update(Credential, { id: credentialId }, { state, version, reason, decidedAt: work.now, decidedBy: actor.personId });
  await tellCredential(work, credential);
  await noteAudit(work.db, actor, work.now, { action: command.name, object: { kind: 'credential', id: credentialId } });
  return credential;
}

/** A newer term takes the place of those that end before it: nobody is woken for them any more. */
async function endNoticesBefore(work: Work, { personId, profession, hostCountry, validUntil, corridorId, id }: Credential): Promise<void> {
  const older = await work.db.query<{ id: string }[]>(
    `SELECT id FROM corridor_credential WHERE corridor_id = $1 AND person_id = $2 AND profession = $3 AND host_country = $4 AND valid_until <= $5 AND id <> $6 AND state = 'verified'`,
    [corridorId, personId, profession, hostCountry, validUntil, id]);
  for (const before of older) await clearAlert(work, corridorId, keyOf(before.id));
}

function answer({ id, state, version }: Credential): Decided {
  return { credentialId: id, state, version };
}

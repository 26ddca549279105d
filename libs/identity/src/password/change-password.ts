import { Injectable } from '@nestjs/common';
import { identity, type Input } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import { UnitOfWork } from '#log';
import { Attempts, passwordCounters } from '../attempt/count-attempts.js';
import { noteAudit } from '../audit/note-audit.js';
import { endSessions } from '../session/end-sessions.js';
import type { Origin } from '../session/start-session.js';
import { PasswordHashes } from './hash-password.js';
import { judgePassword, tooWeak } from './judge-password.js';

interface Own {
  readonly id: string;
  readonly hash: string;
  readonly email: string;
  readonly name: string;
}

/** A new password for oneself. Hashes are made between two short transactions, so that no row and no connection waits for them. */
@Injectable()
export class ChangePassword {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly hashes: PasswordHashes,
    private readonly attempts: Attempts,
  ) {}

  async execute(actor: Principal, input: Input<typeof identity.changePassword>, from: Origin): Promise<void> {
    if (actor.personId === null || actor.scopes !== null) throw new DomainError('session_needed', 'A password is changed in a session, not with a key.');
    const own = await this.own(actor, actor.personId);
    // Judged before anything is counted: who looks for a good password is not guessing the present one.
    if (input.newPassword === input.currentPassword) throw tooWeak('The new password is the present one.', 'newPassword');
    judgePassword(input.newPassword, [own.email, own.name], 'newPassword');
    const counters = passwordCounters(own.id);
    await this.attempts.count(counters);
    if (!(await this.hashes.verify(own.hash, input.currentPassword))) throw new DomainError('sign_in_refused', 'The present password is wrong.');
    const hash = await this.hashes.hash(input.newPassword);
    await this.unitOfWork.run(actor, [], async (work) => {
      const [, changed] = await work.db.query<[unknown[], number]>('UPDATE identity_password SET hash = $3, changed_at = $4 WHERE person_id = $1 AND hash = $2', [own.id, own.hash, hash, work.now]);
      if (changed === 0) throw new DomainError('sign_in_refused', 'The password was changed in the meantime.');
      work.record(identity.passwordChanged, `person:${own.id}`, { personId: own.id });
      await endSessions(work, { personId: own.id, except: actor.credential?.replace(/^session:/, '') ?? null });
      await noteAudit(work.db, actor, work.now, { action: identity.changePassword.name, object: { kind: 'person', id: own.id }, address: from.address });
    });
    await this.attempts.forgive(counters);
  }

  private async own(actor: Principal, personId: string): Promise<Own> {
    const [own] = await this.unitOfWork.read(actor, [], (db) => db.query<Own[]>(
      `SELECT p.id, p.name, c.email, w.hash FROM identity_person p JOIN identity_contact c ON c.person_id = p.id
       JOIN identity_password w ON w.person_id = p.id WHERE p.id = $1`, [personId]));
    if (own === undefined) throw new DomainError('sign_in_refused', 'There is no password to change.');
    return own;
  }
}

import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { identity, type Input, type Output } from '#contracts';
import { DomainError, hashSecret, systemActor } from '#kernel';
import { UnitOfWork, type Work } from '#log';
import { noteAudit } from '../audit/note-audit.js';
import { PasswordHashes } from '../password/hash-password.js';
import { judgePassword } from '../password/judge-password.js';
import { Password } from '../password/password.entity.js';
import { Person } from '../person/person.entity.js';
import { moveRights } from '../right/move-rights.js';
import { endSessions } from '../session/end-sessions.js';
import { startSession, type Origin, type StartedSession } from '../session/start-session.js';

const system = systemActor('invitation');
const closed = (): DomainError => new DomainError('invitation_closed', 'This invitation was used, withdrawn or has run out: ask for a new one.');

interface Invited {
  readonly name: string;
  readonly email: string;
  readonly expires_at: Date;
}

/** What an invitation says, and taking it up. Reading it uses nothing up. */
@Injectable()
export class AcceptInvitation {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly hashes: PasswordHashes,
  ) {}

  async show(token: string): Promise<Output<typeof identity.readInvitation>> {
    const { name, email, expires_at } = await this.invited(token);
    return { name, email, expiresAt: expires_at.toISOString() };
  }

  /** @throws DomainError invitation_closed, password_too_weak */
  async execute(input: Input<typeof identity.acceptInvitation>, from: Origin): Promise<StartedSession> {
    const invited = await this.invited(input.token);
    judgePassword(input.password, [invited.email, invited.name, input.name ?? '']);
    const hash = await this.hashes.hash(input.password);
    return this.unitOfWork.run(system, [], async (work) => {
      const personId = await take(work, input.token);
      const { name, language, zone } = input;
      const { affected } = await work.db.update(Person, { id: personId, state: 'invited' }, { state: 'active', joinedAt: work.now, ...defined({ name, language, zone }) });
      if (affected === 0) await forgot(work, personId, hash);
      else {
        await work.db.insert(Password, { personId, hash, changedAt: work.now });
        work.record(identity.personChanged, `person:${personId}`, { personId, state: 'active' });
        moveRights(work, [`person:${personId}`]);
      }
      const session = await startSession(work, personId, from);
      await noteAudit(work.db, { actor: `person:${personId}`, credential: `session:${session.sessionId}` }, work.now, { action: identity.acceptInvitation.name, object: { kind: 'person', id: personId }, address: from.address });
      return session;
    });
  }

  private async invited(token: string): Promise<Invited> {
    const [invited] = await this.unitOfWork.read(system, [], (db: EntityManager) => db.query<Invited[]>(
      `SELECT p.name, c.email, i.expires_at FROM identity_invitation i JOIN identity_person p ON p.id = i.person_id JOIN identity_contact c ON c.person_id = p.id
       WHERE i.token_hash = $1 AND i.closed_at IS NULL AND i.expires_at > now()`, [hashSecret(token)]));
    if (invited === undefined) throw closed();
    return invited;
  }
}

/** Somebody who is in the hub already had forgotten the password. Whoever else is signed in as them is so no longer. */
async function forgot(work: Work, personId: string, hash: string): Promise<void> {
  const changed = await work.db.query<unknown[]>(
    `INSERT INTO identity_password (person_id, hash, changed_at) SELECT id, $2, $3 FROM identity_person WHERE id = $1 AND state = 'active'
     ON CONFLICT (person_id) DO UPDATE SET hash = $2, changed_at = $3 RETURNING 1`, [personId, hash, work.now]);
  if (changed.length === 0) throw closed();
  work.record(identity.passwordChanged, `person:${personId}`, { personId });
  await endSessions(work, { personId, except: null });
}

/** Uses the invitation up. Of two at once the second waits for the row, and finds it closed. */
async function take(work: Work, token: string): Promise<string> {
  const [taken] = await work.db.query<[{ person_id: string }[], number]>(
    'UPDATE identity_invitation SET closed_at = $2 WHERE token_hash = $1 AND closed_at IS NULL AND expires_at > $2 RETURNING person_id',
    [hashSecret(token), work.now],
  );
  if (taken[0] === undefined) throw closed();
  return taken[0].person_id;
}

/** Only what was given. */
export function defined<T extends object>(fields: T): Partial<{ [K in keyof T]: Exclude<T[K], undefined> }> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}

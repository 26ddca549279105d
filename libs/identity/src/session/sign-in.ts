import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { identity, type Input } from '#contracts';
import { DomainError, systemActor } from '#kernel';
import { UnitOfWork } from '#log';
import { noteAudit } from '../audit/note-audit.js';
import { Attempts, signInCounters } from '../attempt/count-attempts.js';
import { PasswordHashes } from '../password/hash-password.js';
import { startSession, type Origin, type StartedSession } from './start-session.js';

const system = systemActor('sign-in');

interface Known {
  readonly id: string;
  readonly hash: string | null;
}

/** Sign-in by e-mail address and password. Whoever is not known hears the same, after the same work. */
@Injectable()
export class SignIn {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly hashes: PasswordHashes,
    private readonly attempts: Attempts,
  ) {}

  async execute(input: Input<typeof identity.signIn>, from: Origin): Promise<StartedSession> {
    const counters = signInCounters(input.email, from.address);
    await this.attempts.count(counters);
    const known = await this.unitOfWork.read(system, [], (db) => findByEmail(db, input.email));
    const right = await this.hashes.verify(known?.hash ?? null, input.password);
    const fresh = right && known?.hash != null && this.hashes.isStale(known.hash) ? await this.hashes.hash(input.password) : null;
    const started = await this.unitOfWork.run(system, [], async (work) => {
      // The person may have been suspended, or the password changed, while the hash was made: what counts is what stands now.
      const stands = right && known !== null && (await stillStands(work.db, known));
      const session = stands ? await startSession(work, known.id, from) : null;
      if (stands && fresh !== null) await work.db.query('UPDATE identity_password SET hash = $2 WHERE person_id = $1', [known.id, fresh]);
      const who = { actor: known === null ? 'person:unknown' : `person:${known.id}`, credential: session === null ? null : `session:${session.sessionId}` };
      await noteAudit(work.db, who, work.now, { action: identity.signIn.name, object: { kind: 'person', id: known?.id ?? '' }, outcome: stands ? 'done' : 'refused', address: from.address });
      return session;
    });
    if (started === null) throw new DomainError('sign_in_refused', 'The address or the password is wrong.');
    await this.attempts.forgive(counters);
    return started;
  }
}

async function findByEmail(db: EntityManager, email: string): Promise<Known | null> {
  const [row] = await db.query<Known[]>(
    'SELECT c.person_id AS id, w.hash FROM identity_contact c LEFT JOIN identity_password w ON w.person_id = c.person_id WHERE c.email = $1',
    [email],
  );
  return row ?? null;
}

/** Active, and with the hash that was checked. The lock lets a suspension wait, or be seen. */
async function stillStands(db: EntityManager, known: Known): Promise<boolean> {
  const rows = await db.query<unknown[]>(
    `SELECT 1 FROM identity_person p JOIN identity_password w ON w.person_id = p.id
     WHERE p.id = $1 AND p.state = 'active' AND w.hash = $2 FOR SHARE OF p`,
    [known.id, known.hash],
  );
  return rows.length > 0;
}

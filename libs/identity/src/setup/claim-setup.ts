import { Injectable } from '@nestjs/common';
import { identity, type Input } from '#contracts';
import { DomainError, hashSecret, systemActor } from '#kernel';
import { UnitOfWork, type Work } from '#log';
import { noteAudit } from '../audit/note-audit.js';
import { PasswordHashes } from '../password/hash-password.js';
import { judgePassword } from '../password/judge-password.js';
import { Password } from '../password/password.entity.js';
import { enrolPerson } from '../person/enrol-person.js';
import { giveRole } from '../role/give-role.js';
import { startSession, type Origin, type StartedSession } from '../session/start-session.js';
import { hasAdministrator, SetupLink } from './setup-link.js';

const system = systemActor('setup');
const closed = (): DomainError => new DomainError('setup_closed', 'The setup link was used or has run out: start the hub again for a new one.');

/** The first administrator takes the hub over. Of any number of claims one wins. */
@Injectable()
export class ClaimSetup {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly hashes: PasswordHashes,
    private readonly link: SetupLink,
  ) {}

  async execute(input: Input<typeof identity.claimSetup>, from: Origin): Promise<StartedSession> {
    // Looked at first, so that nobody without the link makes the hub hash passwords.
    const open = await this.unitOfWork.read(system, [], (db) => db.query<unknown[]>('SELECT 1 FROM identity_setup WHERE token_hash = $1 AND claimed_at IS NULL AND expires_at > now()', [hashSecret(input.token)]));
    if (open.length === 0) throw closed();
    judgePassword(input.password, [input.email, input.name]);
    const hash = await this.hashes.hash(input.password);
    const session = await this.unitOfWork.run(system, [], async (work) => {
      await take(work, input.token);
      const personId = await enrolPerson(work, { name: input.name, email: input.email, language: input.language ?? 'en', zone: input.zone ?? 'UTC', state: 'active' });
      await work.db.insert(Password, { personId, hash, changedAt: work.now });
      await giveRole(work, personId, 'administrator');
      const started = await startSession(work, personId, from);
      await noteAudit(work.db, { actor: `person:${personId}`, credential: `session:${started.sessionId}` }, work.now, { action: identity.claimSetup.name, object: { kind: 'person', id: personId }, address: from.address });
      return started;
    });
    this.link.forget();
    return session;
  }
}

/** Uses the link up. Of two claims the second waits for the row, and finds it claimed. */
async function take(work: Work, token: string): Promise<void> {
  const [, taken] = await work.db.query<[unknown[], number]>(
    'UPDATE identity_setup SET claimed_at = $2 WHERE token_hash = $1 AND claimed_at IS NULL AND expires_at > $2',
    [hashSecret(token), work.now],
  );
  if (taken === 0 || (await hasAdministrator(work.db))) throw closed();
}

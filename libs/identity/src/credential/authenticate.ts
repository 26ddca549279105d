import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { hashSecret, systemActor, type Principal } from '#kernel';
import { UnitOfWork } from '#log';
import { Authenticator } from '#realtime';
import { Batch } from './batch.js';
import { readCredentials, type Credential, type Wanted } from './read-credentials.js';
import { KEY_PREFIX } from './key-prefix.js';
import { Sightings } from './note-sightings.js';

const system = systemActor('sign-in');
/** Changes of rights empty what they concern at once; the time bounds what a lost wake-up could leave. */
const KEPT_MS = 10_000;
const MOST_KEPT = 20_000;
const AT_ONCE = 500;
/** Longer ones are none of ours. */
const LONGEST = 128;

/** Turns session tokens and keys into principals. */
@Injectable()
export class HubAuthenticator extends Authenticator {
  private readonly kept = new LRUCache<string, Credential>({ max: MOST_KEPT, ttl: KEPT_MS });
  private readonly batch = new Batch<Wanted, Credential | null>((wanted) => this.unitOfWork.read(system, [], (db) => readCredentials(db, wanted)), AT_ONCE);
  /** Counts what was forgotten: an answer that was on its way meanwhile may be old, and is not kept. */
  private forgotten = 0;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly sightings: Sightings,
  ) {
    super();
  }

  bySession(token: string): Promise<Principal | null> {
    return this.bySecret('session', token);
  }

  byToken(token: string): Promise<Principal | null> {
    return this.bySecret(token.startsWith(KEY_PREFIX) ? 'key' : 'session', token);
  }

  async again(actor: Principal): Promise<Principal | null> {
    const [kind, id] = (actor.credential ?? '').split(':');
    if ((kind !== 'session' && kind !== 'key') || id === undefined) return null;
    return (await this.batch.get({ kind, id }))?.principal ?? null;
  }

  forget(subjects: readonly string[]): void {
    this.forgotten++;
    const named = new Set(subjects);
    for (const [hash, { principal }] of this.kept.entries()) {
      if (named.has(principal.actor) || named.has(principal.credential ?? '')) this.kept.delete(hash);
    }
  }

  private async bySecret(kind: Wanted['kind'], secret: string): Promise<Principal | null> {
    if (secret === '' || secret.length > LONGEST) return null;
    const hash = hashSecret(secret);
    const name = `${kind} ${hash.toString('base64')}`;
    const credential = this.kept.get(name) ?? (await this.load(name, { kind, hash }));
    // The end is kept to, whatever is remembered.
    if (credential === null || credential.expiresAt <= Date.now()) return null;
    this.sightings.see(credential.principal.credential ?? '');
    return credential.principal;
  }

  private async load(name: string, wanted: Wanted): Promise<Credential | null> {
    const before = this.forgotten;
    const credential = await this.batch.get(wanted);
    if (credential !== null && before === this.forgotten) this.kept.set(name, credential);
    return credential;
  }
}

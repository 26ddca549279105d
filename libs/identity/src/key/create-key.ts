import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { identity, type Input, type Output } from '#contracts';
import { DomainError, hashSecret, newId, newSecret, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, theHub, type CommandHandler } from '#realtime';
import { noteAudit } from '../audit/note-audit.js';
import { KEY_PREFIX } from '../credential/key-prefix.js';
import { Person } from '../person/person.entity.js';
import { ApiKey } from './api-key.entity.js';

/** Live keys that one person may hold. */
const MOST = 20;
/** Characters of a key that stay readable: enough to tell keys apart, far too few to guess the rest. */
const SHOWN = 10;

@Injectable()
@Handles(identity.createKey, () => theHub)
export class CreateKey implements CommandHandler<typeof identity.createKey> {
  async execute(actor: Principal, input: Input<typeof identity.createKey>, work: Work): Promise<Output<typeof identity.createKey>> {
    // A key that could make keys would outlive its own end and its own scopes.
    if (actor.personId === null || actor.scopes !== null) throw new DomainError('session_needed', 'Keys are made in a session, not with a key.');
    // One at a time for each person, so that the bound holds.
    const owner = await work.db.findOneOrFail(Person, { where: { id: actor.personId }, lock: { mode: 'pessimistic_write' } });
    const live = await work.db.count(ApiKey, { where: { personId: owner.id, revokedAt: IsNull() } });
    if (live >= MOST) throw new DomainError('too_many_keys', `A person holds at most ${MOST} keys: revoke one first.`);
    const key = KEY_PREFIX + newSecret();
    const made = {
      id: newId(), personId: owner.id, name: input.name, prefix: key.slice(0, SHOWN), secretHash: hashSecret(key), scopes: [...new Set(input.scopes)],
      createdAt: work.now, expiresAt: new Date(work.now.getTime() + input.days * 86_400_000), lastUsedAt: null, revokedAt: null,
    };
    await work.db.insert(ApiKey, made);
    work.record(identity.keyChanged, `person:${owner.id}`, { personId: owner.id, keyId: made.id, live: true });
    await noteAudit(work.db, actor, work.now, { action: identity.createKey.name, object: { kind: 'key', id: made.id } });
    return { keyId: made.id, key, prefix: made.prefix, expiresAt: made.expiresAt.toISOString() };
  }
}

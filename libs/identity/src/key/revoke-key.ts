import { Injectable } from '@nestjs/common';
import { identity, type Input, type Output } from '#contracts';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { noteAudit } from '../audit/note-audit.js';
import { endKeys } from './end-keys.js';

@Injectable()
@Handles(identity.revokeKey, (input) => ({ kind: 'key', id: input.keyId }))
export class RevokeKey implements CommandHandler<typeof identity.revokeKey> {
  async execute(actor: Principal, input: Input<typeof identity.revokeKey>, work: Work): Promise<Output<typeof identity.revokeKey>> {
    if ((await endKeys(work, [input.keyId])) === 0) return {};
    await noteAudit(work.db, actor, work.now, { action: identity.revokeKey.name, object: { kind: 'key', id: input.keyId } });
    return {};
  }
}

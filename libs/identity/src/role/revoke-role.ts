import { Injectable } from '@nestjs/common';
import { identity, type Input, type Output } from '#contracts';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { noteAudit } from '../audit/note-audit.js';
import { takeRole } from './give-role.js';
import { insistOnAnotherAdministrator } from './keep-administrator.js';

@Injectable()
@Handles(identity.revokeRole, (input) => ({ kind: 'person', id: input.personId }))
export class RevokeRole implements CommandHandler<typeof identity.revokeRole> {
  async execute(actor: Principal, input: Input<typeof identity.revokeRole>, work: Work): Promise<Output<typeof identity.revokeRole>> {
    if (input.role === 'administrator') await insistOnAnotherAdministrator(work.db, input.personId);
    if (await takeRole(work, input.personId, input.role)) await noteAudit(work.db, actor, work.now, { action: identity.revokeRole.name, object: { kind: 'person', id: input.personId } });
    return {};
  }
}

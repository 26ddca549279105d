import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { identity, type Input, type Output } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, theHub, type CommandHandler } from '#realtime';
import { noteAudit } from '../audit/note-audit.js';
import { Invitation } from './invitation.entity.js';

@Injectable()
@Handles(identity.withdrawInvitation, () => theHub)
export class WithdrawInvitation implements CommandHandler<typeof identity.withdrawInvitation> {
  async execute(actor: Principal, input: Input<typeof identity.withdrawInvitation>, work: Work): Promise<Output<typeof identity.withdrawInvitation>> {
    const { affected } = await work.db.update(Invitation, { id: input.invitationId, closedAt: IsNull() }, { closedAt: work.now });
    if (affected === 0) throw new DomainError('invitation_closed', 'There is no open invitation of this id.');
    await noteAudit(work.db, actor, work.now, { action: identity.withdrawInvitation.name, object: { kind: 'invitation', id: input.invitationId } });
    return {};
  }
}

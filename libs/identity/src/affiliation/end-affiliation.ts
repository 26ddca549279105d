import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { identity, type Input, type Output } from '#contracts';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { noteAudit } from '../audit/note-audit.js';
import { moveRights } from '../right/move-rights.js';
import { Affiliation } from './affiliation.entity.js';

@Injectable()
@Handles(identity.endAffiliation, (input) => ({ kind: 'person', id: input.personId }))
export class EndAffiliation implements CommandHandler<typeof identity.endAffiliation> {
  async execute(actor: Principal, input: Input<typeof identity.endAffiliation>, work: Work): Promise<Output<typeof identity.endAffiliation>> {
    const { affected } = await work.db.update(Affiliation, { ...input, endedAt: IsNull() }, { endedAt: work.now });
    if (affected === 0) return {};
    work.record(identity.affiliationChanged, `person:${input.personId}`, { ...input, held: false });
    moveRights(work, [`person:${input.personId}`]);
    await noteAudit(work.db, actor, work.now, { action: identity.endAffiliation.name, object: { kind: 'person', id: input.personId } });
    return {};
  }
}

import { Injectable } from '@nestjs/common';
import { identity, type Input, type Output } from '#contracts';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { noteAudit } from '../audit/note-audit.js';
import { lockPerson } from '../person/know-people.js';
import { giveRole } from './give-role.js';
import { insistOnGiver } from './insist-on-giver.js';

@Injectable()
@Handles(identity.grantRole, (input) => ({ kind: 'person', id: input.personId }))
export class GrantRole implements CommandHandler<typeof identity.grantRole> {
  async execute(actor: Principal, input: Input<typeof identity.grantRole>, work: Work): Promise<Output<typeof identity.grantRole>> {
    insistOnGiver(actor, [input.role]);
    const person = await lockPerson(work.db, input.personId);
    person.insistOnNotSuspended();
    if (await giveRole(work, person.id, input.role)) await noteAudit(work.db, actor, work.now, { action: identity.grantRole.name, object: { kind: 'person', id: person.id } });
    return {};
  }
}

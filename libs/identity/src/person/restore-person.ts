import { Injectable } from '@nestjs/common';
import { identity, type Input, type Output } from '#contracts';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { noteAudit } from '../audit/note-audit.js';
import { moveRights } from '../right/move-rights.js';
import { lockPerson } from './know-people.js';
import { Person } from './person.entity.js';

@Injectable()
@Handles(identity.restorePerson, (input) => ({ kind: 'person', id: input.personId }))
export class RestorePerson implements CommandHandler<typeof identity.restorePerson> {
  async execute(actor: Principal, input: Input<typeof identity.restorePerson>, work: Work): Promise<Output<typeof identity.restorePerson>> {
    const person = await lockPerson(work.db, input.personId);
    if (person.state !== 'suspended') return {};
    // Who never chose a password needs a new invitation.
    const state = person.joinedAt === null ? 'invited' : 'active';
    await work.db.update(Person, { id: person.id }, { state });
    moveRights(work, [`person:${person.id}`]);
    work.record(identity.personChanged, `person:${person.id}`, { personId: person.id, state });
    await noteAudit(work.db, actor, work.now, { action: identity.restorePerson.name, object: { kind: 'person', id: person.id } });
    return {};
  }
}

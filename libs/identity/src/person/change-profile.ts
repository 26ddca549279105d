import { Injectable } from '@nestjs/common';
import { identity, type Input, type Output } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, theHub, type CommandHandler } from '#realtime';
import { noteAudit } from '../audit/note-audit.js';
import { lockPerson } from './know-people.js';
import { Person } from './person.entity.js';

@Injectable()
@Handles(identity.changeProfile, () => theHub)
export class ChangeProfile implements CommandHandler<typeof identity.changeProfile> {
  async execute(actor: Principal, input: Input<typeof identity.changeProfile>, work: Work): Promise<Output<typeof identity.changeProfile>> {
    if (actor.personId === null) throw new DomainError('forbidden', 'The hub’s own duties have no profile.');
    const person = await lockPerson(work.db, actor.personId);
    if (Object.keys(input).length === 0) return {};
    await work.db.update(Person, { id: person.id }, input);
    work.record(identity.personChanged, `person:${person.id}`, { personId: person.id, state: person.state });
    await noteAudit(work.db, actor, work.now, { action: identity.changeProfile.name, object: { kind: 'person', id: person.id } });
    return {};
  }
}

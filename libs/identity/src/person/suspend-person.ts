import { Injectable } from '@nestjs/common';
import { identity, type Input, type Output } from '#contracts';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { noteAudit } from '../audit/note-audit.js';
import { closeInvitations } from '../invitation/open-invitation.js';
import { moveRights } from '../right/move-rights.js';
import { insistOnAnotherAdministrator } from '../role/keep-administrator.js';
import { endSessions } from '../session/end-sessions.js';
import { lockPerson } from './know-people.js';
import { Person } from './person.entity.js';

@Injectable()
@Handles(identity.suspendPerson, (input) => ({ kind: 'person', id: input.personId }))
export class SuspendPerson implements CommandHandler<typeof identity.suspendPerson> {
  async execute(actor: Principal, input: Input<typeof identity.suspendPerson>, work: Work): Promise<Output<typeof identity.suspendPerson>> {
    await insistOnAnotherAdministrator(work.db, input.personId);
    const person = await lockPerson(work.db, input.personId);
    if (person.state === 'suspended') return {};
    await work.db.update(Person, { id: person.id }, { state: 'suspended' });
    await closeInvitations(work, person.id);
    await endSessions(work, { personId: person.id, except: null });
    // Lines of keys go too. The keys stay: they work again when the person is restored.
    moveRights(work, [`person:${person.id}`], 'session_ended');
    work.record(identity.personChanged, `person:${person.id}`, { personId: person.id, state: 'suspended' });
    await noteAudit(work.db, actor, work.now, { action: identity.suspendPerson.name, object: { kind: 'person', id: person.id } });
    return {};
  }
}

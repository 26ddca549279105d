import { Injectable } from '@nestjs/common';
import { identity, type Input, type Output } from '#contracts';
import { refuseOn } from '#db';
import { DomainError, newId, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { noteAudit } from '../audit/note-audit.js';
import { lockPerson } from '../person/know-people.js';
import { moveRights } from '../right/move-rights.js';
import { Affiliation } from './affiliation.entity.js';

@Injectable()
@Handles(identity.beginAffiliation, (input) => ({ kind: 'person', id: input.personId }))
export class BeginAffiliation implements CommandHandler<typeof identity.beginAffiliation> {
  async execute(actor: Principal, input: Input<typeof identity.beginAffiliation>, work: Work): Promise<Output<typeof identity.beginAffiliation>> {
    const person = await lockPerson(work.db, input.personId);
    person.insistOnNotSuspended();
    await affiliate(work, person.id, input.institutionId);
    await noteAudit(work.db, actor, work.now, { action: identity.beginAffiliation.name, object: { kind: 'person', id: person.id } });
    return {};
  }
}

/** From now on the person belongs to the institution. @throws DomainError affiliation_held, not_found */
export async function affiliate(work: Work, personId: string, institutionId: string): Promise<void> {
  await work.db.insert(Affiliation, { id: newId(), personId, institutionId, beganAt: work.now, endedAt: null })
    .catch(refuseOn('one_open_affiliation', new DomainError('affiliation_held', 'This person belongs to this institution already.')))
    .catch(refuseOn('affiliation_with_an_institution', new DomainError('not_found', 'There is no institution of this id.')));
  work.record(identity.affiliationChanged, `person:${personId}`, { personId, institutionId, held: true });
  moveRights(work, [`person:${personId}`]);
}

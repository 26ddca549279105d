import { Injectable } from '@nestjs/common';
import { identity, type Input, type Output } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, theHub, type CommandHandler } from '#realtime';
import { affiliate } from '../affiliation/begin-affiliation.js';
import { noteAudit } from '../audit/note-audit.js';
import { openInvitation } from '../invitation/open-invitation.js';
import { giveRole } from '../role/give-role.js';
import { enrolPerson } from './enrol-person.js';
import { lockPerson } from './know-people.js';
import { Contact } from './person.entity.js';

type Invite = typeof identity.invitePerson;

@Injectable()
@Handles(identity.invitePerson, () => theHub)
export class InvitePerson implements CommandHandler<Invite> {
  async execute(actor: Principal, input: Input<Invite>, work: Work): Promise<Output<Invite>> {
    const personId = (await this.waiting(work, input.email)) ?? (await this.enrol(work, input));
    const invitation = await openInvitation(work, personId);
    await noteAudit(work.db, actor, work.now, { action: identity.invitePerson.name, object: { kind: 'person', id: personId } });
    return { personId, ...invitation };
  }

  /** Somebody who was invited before and has not come yet: they get a new invitation and keep what they were given. */
  private async waiting(work: Work, email: string): Promise<string | null> {
    const contact = await work.db.findOne(Contact, { where: { email } });
    if (contact === null) return null;
    const person = await lockPerson(work.db, contact.personId);
    person.insistOnNotSuspended();
    if (person.state === 'active') throw new DomainError('person_known', 'Somebody with this e-mail address is in the hub already.');
    return person.id;
  }

  private async enrol(work: Work, input: Input<Invite>): Promise<string> {
    const { institutionId, roles, ...person } = input;
    const personId = await enrolPerson(work, { ...person, state: 'invited' });
    if (institutionId !== undefined) await affiliate(work, personId, institutionId);
    for (const role of roles) await giveRole(work, personId, role);
    return personId;
  }
}

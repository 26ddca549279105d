import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { identity, type Input, type Output } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, theHub, type CommandHandler } from '#realtime';
import { Affiliation } from '../affiliation/affiliation.entity.js';
import { affiliate } from '../affiliation/begin-affiliation.js';
import { noteAudit } from '../audit/note-audit.js';
import { openInvitation } from '../invitation/open-invitation.js';
import { giveRole } from '../role/give-role.js';
import { insistOnGiver } from '../role/insist-on-giver.js';
import { enrolPerson } from './enrol-person.js';
import { lockPerson } from './know-people.js';
import { Contact, Person } from './person.entity.js';

type Invite = typeof identity.invitePerson;

@Injectable()
@Handles(identity.invitePerson, () => theHub)
export class InvitePerson implements CommandHandler<Invite> {
  async execute(actor: Principal, input: Input<Invite>, work: Work): Promise<Output<Invite>> {
    insistOnGiver(actor, input.roles);
    const personId = (await this.again(work, input)) ?? (await this.enrol(work, input));
    const invitation = await openInvitation(work, personId);
    await noteAudit(work.db, actor, work.now, { action: identity.invitePerson.name, object: { kind: 'person', id: personId } });
    return { personId, ...invitation };
  }

  /** Somebody who was invited before and has not come yet: what is said of them now is corrected or added, and what is left out stays. */
  private async again(work: Work, { email, institutionId, roles, ...said }: Input<Invite>): Promise<string | null> {
    const contact = await work.db.findOne(Contact, { where: { email } });
    if (contact === null) return null;
    const person = await lockPerson(work.db, contact.personId);
    person.insistOnNotSuspended();
    if (person.state === 'active') throw new DomainError('person_known', 'Somebody with this e-mail address is in the hub already.');
    await work.db.update(Person, { id: person.id }, said);
    if (institutionId !== undefined && !(await work.db.existsBy(Affiliation, { personId: person.id, institutionId, endedAt: IsNull() }))) await affiliate(work, person.id, institutionId);
    for (const role of roles) await giveRole(work, person.id, role);
    return person.id;
  }

  private async enrol(work: Work, { institutionId, roles, language = 'en', zone = 'UTC', ...person }: Input<Invite>): Promise<string> {
    const personId = await enrolPerson(work, { ...person, language, zone, state: 'invited' });
    if (institutionId !== undefined) await affiliate(work, personId, institutionId);
    for (const role of roles) await giveRole(work, personId, role);
    return personId;
  }
}

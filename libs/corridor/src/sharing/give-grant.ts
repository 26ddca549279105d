import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { corridor, type Input, type Output } from '#contracts';
import { refuseOn } from '#db';
import { noteAudit } from '#identity';
import { DomainError, newId, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler, type Granted } from '#realtime';
import { lockCorridor } from '../corridor/corridor.entity.js';
import { insistOnMember } from '../institution/know-institution.js';
import { insistOnOwn } from '../standing/insist-on-own.js';
import { closeGrant, Grant, moveReaders, tellGrant } from './grant.entity.js';

/** Open grants of one owner and class: each is a label in the audience of an event, which has room for 64. */
const MOST = 25;

@Injectable()
@Handles(corridor.giveGrant, (input) => ({ kind: 'corridor', id: input.corridorId }))
export class GiveGrant implements CommandHandler<typeof corridor.giveGrant> {
  async execute(actor: Principal, input: Input<typeof corridor.giveGrant>, work: Work, { standing }: Granted): Promise<Output<typeof corridor.giveGrant>> {
    const { corridorId, ...line } = input;
    await insistOnOwn(work.db, actor, input, standing);
    await lockCorridor(work.db, corridorId);
    await insistOnMember(work.db, corridorId, line.institutionId);
    if (line.readerInstitutionId !== null) await insistOnMember(work.db, corridorId, line.readerInstitutionId);
    await this.replace(work, corridorId, line);
    const grant = work.db.create(Grant, { ...line, id: newId(), givenBy: givenBy(actor), givenAt: work.now, endedAt: null });
    // The same two in another corridor may have been quicker: the database keeps one open grant.
    await work.db.insert(Grant, grant).catch(refuseOn('one_open_grant', new DomainError('conflict', 'A grant of the same two and class was given just now; look at it and give yours again.')));
    await tellGrant(work, corridorId, grant, 'given');
    await moveReaders(work, line.institutionId);
    await noteAudit(work.db, actor, work.now, { action: corridor.giveGrant.name, object: { kind: 'corridor', id: corridorId } });
    return { grantId: grant.id };
  }

  private async replace(work: Work, corridorId: string, { institutionId, dataClass, readerInstitutionId }: Pick<Grant, 'institutionId' | 'dataClass' | 'readerInstitutionId'>): Promise<void> {
    const open = await work.db.find(Grant, { where: { institutionId, dataClass, endedAt: IsNull() }, lock: { mode: 'for_no_key_update' } });
    const before = open.find((grant) => grant.readerInstitutionId === readerInstitutionId);
    if (before !== undefined) await closeGrant(work, corridorId, before);
    else if (open.length >= MOST) throw new DomainError('too_many_grants', `An organisation has at most ${MOST} open grants of a class; share it with all members instead.`);
  }
}

function givenBy({ personId }: Principal): string {
  if (personId === null) throw new Error('a grant is given by a person');
  return personId;
}

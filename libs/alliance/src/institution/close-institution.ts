import { Injectable } from '@nestjs/common';
import { alliance, type Input, type Output } from '#contracts';
import { noteAudit } from '#identity';
import { DomainError, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { Seat } from '../seat/seat.entity.js';
import { Institution } from './institution.entity.js';
import { lockInstitution, tellInstitution } from './tell-institution.js';

@Injectable()
@Handles(alliance.closeInstitution, (input) => ({ kind: 'org', id: input.institutionId }))
export class CloseInstitution implements CommandHandler<typeof alliance.closeInstitution> {
  async execute(actor: Principal, { institutionId }: Input<typeof alliance.closeInstitution>, work: Work): Promise<Output<typeof alliance.closeInstitution>> {
    // Creating a seat locks the institution too, so that none is given to one that is just closing.
    const institution = await lockInstitution(work.db, institutionId);
    institution.insistOnActive();
    if (await work.db.existsBy(Seat, { institutionId, state: 'active' })) throw new DomainError('institution_holds_seats', 'This institution holds seats: vacate them first.');
    await work.db.update(Institution, { id: institutionId }, { state: 'closed' });
    tellInstitution(work, Object.assign(institution, { state: 'closed' as const }));
    await noteAudit(work.db, actor, work.now, { action: alliance.closeInstitution.name, object: { kind: 'org', id: institutionId } });
    return {};
  }
}

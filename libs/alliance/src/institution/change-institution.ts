import { Injectable } from '@nestjs/common';
import { alliance, type Input, type Output } from '#contracts';
import { noteAudit } from '#identity';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { seatsOf, tellSeats } from '../seat/tell-seats.js';
import { Institution } from './institution.entity.js';
import { lockInstitution, tellInstitution } from './tell-institution.js';

@Injectable()
@Handles(alliance.changeInstitution, (input) => ({ kind: 'org', id: input.institutionId }))
export class ChangeInstitution implements CommandHandler<typeof alliance.changeInstitution> {
  async execute(actor: Principal, { institutionId, ...changes }: Input<typeof alliance.changeInstitution>, work: Work): Promise<Output<typeof alliance.changeInstitution>> {
    const institution = await lockInstitution(work.db, institutionId);
    institution.insistOnActive();
    if (Object.keys(changes).length === 0) return {};
    const moved = changes.countryCode !== undefined && changes.countryCode !== institution.countryCode;
    await work.db.update(Institution, { id: institutionId }, changes);
    tellInstitution(work, Object.assign(institution, changes));
    // A seat tells its country, so those of an institution that moved are told anew.
    if (moved) tellSeats(work, await seatsOf(work.db, { institutionId }));
    await noteAudit(work.db, actor, work.now, { action: alliance.changeInstitution.name, object: { kind: 'org', id: institutionId } });
    return {};
  }
}

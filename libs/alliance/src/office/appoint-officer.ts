import { Injectable } from '@nestjs/common';
import { alliance, type Input, type Output } from '#contracts';
import { refuseOn } from '#db';
import { insistOnPeople, moveRights, noteAudit } from '#identity';
import { DomainError, newId, type Principal } from '#kernel';
import { Projections, type Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { Office } from './office.entity.js';

@Injectable()
@Handles(alliance.appointOfficer, (input) => ({ kind: 'body', id: input.bodyId }))
export class AppointOfficer implements CommandHandler<typeof alliance.appointOfficer> {
  constructor(private readonly projections: Projections) {}

  async execute(actor: Principal, input: Input<typeof alliance.appointOfficer>, work: Work): Promise<Output<typeof alliance.appointOfficer>> {
    await insistOnPeople(work.db, [input.personId]);
    await work.db.insert(Office, { ...input, id: newId(), beganAt: work.now, endedAt: null })
      .catch(refuseOn('one_open_office', new DomainError('office_held', 'This person holds this office already.')));
    work.record(alliance.officeChanged, `body:${input.bodyId}`, { ...input, held: true });
    moveRights(work, [`person:${input.personId}`]);
    await noteAudit(work.db, actor, work.now, { action: alliance.appointOfficer.name, object: { kind: 'body', id: input.bodyId } });
    return {};
  }

  /** Whoever was answered may count on it: the councils go by it now. */
  afterwards(): Promise<void> {
    return this.projections.heard(alliance.officeChanged);
  }
}

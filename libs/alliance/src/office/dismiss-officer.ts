import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { alliance, type Input, type Output } from '#contracts';
import { moveRights, noteAudit } from '#identity';
import type { Principal } from '#kernel';
import { Projections, type Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { Office } from './office.entity.js';

@Injectable()
@Handles(alliance.dismissOfficer, (input) => ({ kind: 'body', id: input.bodyId }))
export class DismissOfficer implements CommandHandler<typeof alliance.dismissOfficer> {
  constructor(private readonly projections: Projections) {}

  async execute(actor: Principal, input: Input<typeof alliance.dismissOfficer>, work: Work): Promise<Output<typeof alliance.dismissOfficer>> {
    const { affected } = await work.db.update(Office, { ...input, endedAt: IsNull() }, { endedAt: work.now });
    // Nobody who holds it: it is as the caller wants it.
    if (affected === 0) return {};
    work.record(alliance.officeChanged, `body:${input.bodyId}`, { ...input, held: false });
    moveRights(work, [`person:${input.personId}`]);
    await noteAudit(work.db, actor, work.now, { action: alliance.dismissOfficer.name, object: { kind: 'body', id: input.bodyId } });
    return {};
  }

  /** Whoever was answered may count on it: the councils go by it now. */
  afterwards(): Promise<void> {
    return this.projections.heard(alliance.officeChanged);
  }
}

import { Injectable } from '@nestjs/common';
import { corridor, type Input, type Output } from '#contracts';
import { noteAudit } from '#identity';
import { hashSecret, newSecret, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { boundTracker, tellTracker, Tracker } from './tracker.entity.js';

@Injectable()
@Handles(corridor.renewTracker, (input) => ({ kind: 'unit', id: input.unitId }))
export class RenewTracker implements CommandHandler<typeof corridor.renewTracker> {
  async execute(actor: Principal, { unitId, trackerId }: Input<typeof corridor.renewTracker>, work: Work): Promise<Output<typeof corridor.renewTracker>> {
    const tracker = await boundTracker(work.db, unitId, trackerId);
    const reportingId = newSecret();
    await work.db.update(Tracker, { id: trackerId }, { reportingHash: hashSecret(reportingId), renewedAt: work.now });
    tellTracker(work, tracker, 'renewed');
    await noteAudit(work.db, actor, work.now, { action: corridor.renewTracker.name, object: { kind: 'unit', id: unitId } });
    return { reportingId };
  }
}

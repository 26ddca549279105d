import { Injectable } from '@nestjs/common';
import { corridor, type Input, type Output } from '#contracts';
import { noteAudit } from '#identity';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { boundTracker, tellTracker, Tracker } from './tracker.entity.js';

@Injectable()
@Handles(corridor.unbindTracker, (input) => ({ kind: 'unit', id: input.unitId }))
export class UnbindTracker implements CommandHandler<typeof corridor.unbindTracker> {
  async execute(actor: Principal, { unitId, trackerId }: Input<typeof corridor.unbindTracker>, work: Work): Promise<Output<typeof corridor.unbindTracker>> {
    const tracker = await boundTracker(work.db, unitId, trackerId);
    await work.db.update(Tracker, { id: trackerId }, { unboundAt: work.now });
    tellTracker(work, tracker, 'unbound');
    await noteAudit(work.db, actor, work.now, { action: corridor.unbindTracker.name, object: { kind: 'unit', id: unitId } });
    return {};
  }
}

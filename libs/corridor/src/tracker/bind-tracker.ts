import { Injectable } from '@nestjs/common';
import { corridor, type Input, type Output } from '#contracts';
import { refuseOn } from '#db';
import { noteAudit } from '#identity';
import { DomainError, hashSecret, newId, newSecret, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { lockUnit } from '../unit/unit.entity.js';
import { tellTracker, Tracker } from './tracker.entity.js';

@Injectable()
@Handles(corridor.bindTracker, (input) => ({ kind: 'unit', id: input.unitId }))
export class BindTracker implements CommandHandler<typeof corridor.bindTracker> {
  async execute(actor: Principal, { unitId, deviceId, kind }: Input<typeof corridor.bindTracker>, work: Work): Promise<Output<typeof corridor.bindTracker>> {
    const { corridorId, institutionId } = await lockUnit(work.db, unitId);
    const reportingId = newSecret();
    const tracker = work.db.create(Tracker, {
      id: newId(), unitId, corridorId, institutionId, deviceId, kind, reportingHash: hashSecret(reportingId), boundAt: work.now, renewedAt: null, unboundAt: null, clockOffsetMs: null,
    });
    await work.db.insert(Tracker, tracker).catch(refuseOn('one_open_binding', new DomainError('device_bound', 'The device is bound to a unit already; unbind it there first.')));
    tellTracker(work, tracker, 'bound');
    await noteAudit(work.db, actor, work.now, { action: corridor.bindTracker.name, object: { kind: 'unit', id: unitId } });
    return { trackerId: tracker.id, reportingId };
  }
}

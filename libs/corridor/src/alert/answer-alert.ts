import { Injectable } from '@nestjs/common';
import { corridor, type Input, type Output } from '#contracts';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { insistOnTakingPart } from '../roster/insist-on-taking-part.js';
import { lockAlert, moveAlert } from './lock-alert.js';
import { CLOSE_AFTER } from './pace.js';
import { takeStep } from './take-step.js';

/** Somebody has heard: the clock of the escalation stops. */
@Injectable()
@Handles(corridor.acknowledgeAlert, (input) => ({ kind: 'alert', id: input.alertId }))
export class AcknowledgeAlert implements CommandHandler<typeof corridor.acknowledgeAlert> {
  async execute({ personId }: Principal, { alertId, note }: Input<typeof corridor.acknowledgeAlert>, work: Work): Promise<Output<typeof corridor.acknowledgeAlert>> {
    const alert = await moveAlert(work.db, alertId, corridor.acknowledgeAlert);
    Object.assign(alert, { acknowledgedAt: work.now, acknowledgedBy: personId, dueAt: alert.expiresAt, reminders: 0 });
    await takeStep(work, alert, { step: 'acknowledged', personId, note, messageType: 'ack' });
    return {};
  }
}

/** Who gives an alert to somebody has heard of it. */
@Injectable()
@Handles(corridor.assignAlert, (input) => ({ kind: 'alert', id: input.alertId }))
export class AssignAlert implements CommandHandler<typeof corridor.assignAlert> {
  async execute(actor: Principal, { alertId, personId, note }: Input<typeof corridor.assignAlert>, work: Work): Promise<Output<typeof corridor.assignAlert>> {
    const alert = await moveAlert(work.db, alertId, corridor.assignAlert);
    await insistOnTakingPart(work.db, alert.corridorId, [personId]);
    Object.assign(alert, { assigneeId: personId, dueAt: alert.expiresAt, reminders: 0 });
    if (alert.acknowledgedAt === null) Object.assign(alert, { acknowledgedAt: work.now, acknowledgedBy: actor.personId });
    await takeStep(work, alert, { step: 'assigned', personId: actor.personId, note });
    return {};
  }
}

@Injectable()
@Handles(corridor.resolveAlert, (input) => ({ kind: 'alert', id: input.alertId }))
export class ResolveAlert implements CommandHandler<typeof corridor.resolveAlert> {
  async execute({ personId }: Principal, { alertId, note }: Input<typeof corridor.resolveAlert>, work: Work): Promise<Output<typeof corridor.resolveAlert>> {
    const alert = await moveAlert(work.db, alertId, corridor.resolveAlert);
    Object.assign(alert, { resolvedAt: work.now, dueAt: new Date(work.now.getTime() + CLOSE_AFTER) });
    await takeStep(work, alert, { step: 'resolved', personId, note, messageType: 'cancel' });
    return {};
  }
}

@Injectable()
@Handles(corridor.closeAlert, (input) => ({ kind: 'alert', id: input.alertId }))
export class CloseAlert implements CommandHandler<typeof corridor.closeAlert> {
  async execute({ personId }: Principal, { alertId, note }: Input<typeof corridor.closeAlert>, work: Work): Promise<Output<typeof corridor.closeAlert>> {
    await takeStep(work, await moveAlert(work.db, alertId, corridor.closeAlert), { step: 'closed', personId, note });
    return {};
  }
}

/** A note changes nothing but the history; the timer goes on. */
@Injectable()
@Handles(corridor.annotateAlert, (input) => ({ kind: 'alert', id: input.alertId }))
export class AnnotateAlert implements CommandHandler<typeof corridor.annotateAlert> {
  async execute({ personId }: Principal, { alertId, note }: Input<typeof corridor.annotateAlert>, work: Work): Promise<Output<typeof corridor.annotateAlert>> {
    await takeStep(work, await lockAlert(work.db, alertId), { step: 'annotated', personId, note });
    return {};
  }
}

import { Injectable } from '@nestjs/common';
import { corridor, type Input, type Output } from '#contracts';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import type { Alert } from './alert.entity.js';
import { moveAlert } from './lock-alert.js';
import { raiseAlert } from './raise-alert.js';
import { expiryOf } from './raise-by-hand.js';
import { takeStep } from './take-step.js';

type Superseding = Input<typeof corridor.supersedeAlert>;

/** Ends an alert by a further CAP message. What updates it is an alert of its own, under the same key, and refers to it. */
@Injectable()
@Handles(corridor.supersedeAlert, (input) => ({ kind: 'alert', id: input.alertId }))
export class SupersedeAlert implements CommandHandler<typeof corridor.supersedeAlert> {
  async execute({ personId }: Principal, input: Superseding, work: Work): Promise<Output<typeof corridor.supersedeAlert>> {
    const alert = await moveAlert(work.db, input.alertId, corridor.supersedeAlert);
    const { messageType, reason } = input;
    await takeStep(work, alert, { step: 'superseded', personId, note: reason, messageType: messageType === 'update' ? undefined : messageType });
    return { alertId: input.messageType === 'update' ? await this.update(work, alert, input, personId) : null };
  }

  private async update(work: Work, before: Alert, input: Extract<Superseding, { messageType: 'update' }>, personId: string | null): Promise<string> {
    const { corridorId, institutionId: ownerId, key, kind, exercise, facts } = before;
    const { severity, urgency, certainty, headline, description, category, responseType, expiresAt } = { ...before, ...defined(input) };
    const alertId = await raiseAlert(
      work,
      {
        corridorId, ownerId, key, kind, exercise, facts, severity, urgency, certainty, observedAt: work.now,
        unitId: before.unitId ?? undefined, deploymentId: before.deploymentId ?? undefined, centreId: before.centreId ?? undefined,
      },
      {
        headline, description, category, responseType, messageType: 'update', supersedes: before.id, personId: personId ?? undefined,
        expiresAt: typeof expiresAt === 'string' ? expiryOf(expiresAt, work.now) : expiresAt,
      },
    );
    if (alertId === null) throw new Error('the alert that is updated was still open');
    return alertId;
  }
}

/** Only what is given: what is left out stays as it was. */
function defined<T extends object>(input: T): T {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as T;
}

import { Injectable } from '@nestjs/common';
import { corridor, type Input, type Output } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { moveAlert } from './lock-alert.js';
import { LONGEST_SILENCE, sooner } from './pace.js';
import { takeStep } from './take-step.js';

/** Nobody is woken until then. A silence always ends: what is still wrong by then wakes people again. */
@Injectable()
@Handles(corridor.silenceAlert, (input) => ({ kind: 'alert', id: input.alertId }))
export class SilenceAlert implements CommandHandler<typeof corridor.silenceAlert> {
  async execute({ personId }: Principal, { alertId, until: wanted, reason }: Input<typeof corridor.silenceAlert>, work: Work): Promise<Output<typeof corridor.silenceAlert>> {
    const until = new Date(wanted);
    const ahead = until.getTime() - work.now.getTime();
    if (ahead <= 0 || ahead > LONGEST_SILENCE) throw new DomainError('alert_time', 'A silence ends within a day from now.', { field: 'until' });
    const alert = await moveAlert(work.db, alertId, corridor.silenceAlert);
    Object.assign(alert, { quietUntil: until, dueAt: sooner(until, alert.expiresAt) });
    await takeStep(work, alert, { step: 'silenced', personId, note: reason, until });
    return {};
  }
}

import { Injectable } from '@nestjs/common';
import { corridor, type Data } from '#contracts';
import { systemActor } from '#kernel';
import { UnitOfWork, type Work } from '#log';
import { isDue, Runs, type JobHandler } from '#queue';
import { Alert } from './alert.entity.js';
import { findPeople } from './find-people.js';
import { notify } from './notify.js';
import { takeStep } from './take-step.js';

const actor = systemActor('alerts');

/**
 * What an alert does by itself when its time is up. The timer names the version that it was made for: when anybody has taken
 * a step since, it does nothing, and two timers of one version do no more than one.
 */
@Injectable()
@Runs(corridor.alertGoesOn)
export class GoOn implements JobHandler<typeof corridor.alertGoesOn> {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async run({ alertId, version }: Data<typeof corridor.alertGoesOn>): Promise<void> {
    await this.unitOfWork.run(actor, [], async (work) => {
      const alert = await work.db.findOne(Alert, { where: { id: alertId, version }, lock: { mode: 'for_no_key_update' } });
      if (alert?.dueAt && isDue(alert.dueAt, work.now)) await goOn(work, alert);
    });
  }
}

async function goOn(work: Work, alert: Alert): Promise<void> {
  if (alert.isOpen && alert.expiresAt !== null && isDue(alert.expiresAt, work.now)) {
    alert.turn('expired');
    return takeStep(work, alert, { step: 'expired' });
  }
  if (alert.state === 'resolved') {
    alert.turn('closed');
    return takeStep(work, alert, { step: 'closed' });
  }
  if (alert.state === 'suppressed') return notify(work, alert, 1, 'silence_over');
  if (alert.state === 'notified' || alert.state === 'escalated') return escalate(work, alert);
}

/** Nobody has acknowledged: the next level is woken. From the last one on, everybody is reminded. */
async function escalate(work: Work, alert: Alert): Promise<void> {
  const { level } = await findPeople(work.db, alert, alert.level + 1, work.now);
  return notify(work, alert, level, level > alert.level ? 'escalated' : 'reminded', 'escalated');
}

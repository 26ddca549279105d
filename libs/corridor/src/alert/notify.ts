import { corridor, type Data } from '#contracts';
import type { Work } from '#log';
import { streamOf } from '../corridor/corridor.entity.js';
import type { Alert } from './alert.entity.js';
import type { AlertState } from './alert-states.js';
import { findPeople } from './find-people.js';
import { patience, sooner } from './pace.js';
import { audienceFor, takeStep, type Step } from './take-step.js';

type Why = Data<typeof corridor.alertNotified>['why'];
const STEPS: Readonly<Record<Why, Step['step']>> = { raised: 'notified', silence_over: 'notified', worsened: 'worsened', escalated: 'escalated', reminded: 'reminded' };

/** Wakes whoever is on call now, from the first level up to this one, and sets the time at which the next one is woken. Runs as the hub. */
export async function notify(work: Work, alert: Alert, level: number, why: Why, to: AlertState = 'notified'): Promise<void> {
  const woken = await findPeople(work.db, alert, level, work.now);
  // After a cancellation the next message is an alert again; a worse one updates what was said.
  const messageType = alert.state === 'resolved' ? 'alert' : why === 'worsened' ? 'update' : undefined;
  alert.turn(to);
  alert.level = woken.level;
  alert.reminders = why === 'reminded' ? alert.reminders + 1 : 0;
  alert.notifiedAt = work.now;
  alert.dueAt = sooner(new Date(work.now.getTime() + patience(alert.severity, alert.reminders)), alert.expiresAt);
  await takeStep(work, alert, { step: STEPS[why], messageType, woken });
  const audience = await audienceFor(work.db, alert, woken.personIds);
  work.record(corridor.alertNotified, streamOf(alert.corridorId), { ...alert.standing(), why, personIds: [...woken.personIds], holes: [...woken.holes], fallback: woken.fallback }, { audience });
}

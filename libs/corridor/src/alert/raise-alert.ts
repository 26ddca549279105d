import { corridor } from '#contracts';
import { asHub } from '#db';
import { newId } from '#kernel';
import type { Work } from '#log';
import { streamOf } from '../corridor/corridor.entity.js';
import { knowInstitution } from '../institution/know-institution.js';
import { Alert, isWorse, lockLatest } from './alert.entity.js';
import { notify } from './notify.js';
import { CLOSE_AFTER, FLAP, FLAP_NOTICE, isTooOld, sooner } from './pace.js';
import type { AlertKind, RaisedAlert } from './raised-alert.js';
import { audienceFor, noteStep, takeStep } from './take-step.js';

/** What a person adds to an alert that they raise by hand. */
export interface AlertWords extends Partial<Pick<Alert, 'category' | 'responseType' | 'messageType' | 'supersedes' | 'headline' | 'description' | 'expiresAt'>> {
  readonly personId?: string;
}

/**
 * Wakes people for something, within the transaction that found it. What is open under the key already is counted up, and
 * wakes again only when it is worse than before; what came and went just now flaps, and is suppressed for a while. What was
 * observed too long ago is recorded and wakes nobody.
 * @returns the id of the alert; null when an earlier one was counted up
 */
export function raiseAlert(work: Work, raised: RaisedAlert, words: AlertWords = {}): Promise<string | null> {
  return asHub(work.db, () => raise(work, raised, words));
}

/** Ends the alert of a key because what raised it is over; nothing happens where none is open. */
export function clearAlert(work: Work, corridorId: string, key: string, exercise = false): Promise<void> {
  return asHub(work.db, async () => {
    const alert = await lockLatest(work.db, { corridorId, key, exercise });
    if (alert?.isOpen !== true) return;
    alert.turn('resolved');
    Object.assign(alert, { resolvedAt: work.now, dueAt: new Date(work.now.getTime() + CLOSE_AFTER) });
    await takeStep(work, alert, { step: 'resolved', messageType: 'cancel' });
  });
}

async function raise(work: Work, raised: RaisedAlert, words: AlertWords): Promise<string | null> {
  const { corridorId, key, exercise = false } = raised;
  const late = isTooOld(raised.kind, raised.observedAt, work.now);
  for (;;) {
    const known = await lockLatest(work.db, { corridorId, key, exercise });
    if (known !== null && (await again(work, known, raised, late))) return null;
    const alert = await enter(work, raised, words);
    // Another transaction has entered it in the meantime: that one is counted up.
    if (alert === null) continue;
    await tellRaised(work, alert, words.personId ?? null);
    if (late) {
      alert.turn('expired');
      await takeStep(work, alert, { step: 'expired' });
    } else await notify(work, alert, 1, 'raised');
    return alert.id;
  }
}

/** Counts an alert up that is open, flaps, or was as late before. @returns whether that is all that the raising comes to */
async function again(work: Work, alert: Alert, raised: RaisedAlert, late: boolean): Promise<boolean> {
  const worse = isWorse(raised.severity, alert.severity);
  const flaps = alert.state === 'resolved' && (work.now < later(alert.resolvedAt, FLAP) || work.now < later(alert.quietUntil, 0));
  const lateAgain = late && alert.state === 'expired' && alert.notifiedAt === null;
  if (!alert.isOpen && !flaps && !lateAgain) return false;
  if (flaps && late) return true;
  Object.assign(alert, { count: alert.count + 1, seenAt: work.now, facts: raised.facts ?? alert.facts });
  if (worse && !late) Object.assign(alert, { severity: raised.severity, urgency: raised.urgency, certainty: raised.certainty });
  if (flaps) Object.assign(alert, { resolvedAt: null, acknowledgedAt: null, acknowledgedBy: null });
  if (worse && !late && !lateAgain) await notify(work, alert, Math.max(alert.level, 1), 'worsened');
  else if (flaps) await suppress(work, alert);
  else await work.db.update(Alert, { id: alert.id }, { ...alert });
  return true;
}

/** One notice for what comes and goes; another only when the last one is an hour old, or somebody silenced it. */
async function suppress(work: Work, alert: Alert): Promise<void> {
  const silent = work.now < later(alert.quietUntil, 0);
  if (!silent && work.now >= later(alert.notifiedAt, FLAP_NOTICE)) return notify(work, alert, 1, 'raised');
  const until = new Date(Math.max(work.now.getTime() + FLAP, later(alert.quietUntil, 0).getTime()));
  alert.turn('suppressed');
  alert.dueAt = sooner(until, alert.expiresAt);
  await takeStep(work, alert, { step: 'suppressed', messageType: 'alert', until });
}

/** @returns null when one of the key is open already */
async function enter(work: Work, raised: RaisedAlert, words: AlertWords): Promise<Alert | null> {
  const { corridorId, ownerId, key, kind, severity, urgency, certainty, observedAt, exercise = false, facts = {} } = raised;
  const { countryCode } = await knowInstitution(work.db, ownerId);
  const alert = work.db.create(Alert, {
    id: newId(), corridorId, institutionId: ownerId, countryCode, key, kind, exercise, severity, urgency, certainty, facts, observedAt,
    unitId: raised.unitId ?? null, deploymentId: raised.deploymentId ?? null, centreId: raised.centreId ?? null,
    category: words.category ?? CATEGORIES[kind] ?? 'health', responseType: words.responseType ?? null, messageType: words.messageType ?? 'alert', supersedes: words.supersedes ?? null,
    headline: words.headline ?? null, description: words.description ?? null, expiresAt: words.expiresAt ?? null, quietUntil: null,
    notifiedAt: null, acknowledgedAt: null, acknowledgedBy: null, assigneeId: null, resolvedAt: null, endedAt: null, dueAt: null,
    raisedAt: work.now, seenAt: work.now, changedAt: work.now, state: 'raised', version: 1, level: 0, reminders: 0, count: 1,
  });
  const entered = await work.db.createQueryBuilder().insert().into(Alert).values(alert).orIgnore().returning('id').execute();
  return (entered.raw as unknown[]).length === 0 ? null : alert;
}

/** So many milliseconds after an instant; long ago where there is none. */
function later(instant: Date | null, milliseconds: number): Date {
  return new Date((instant?.getTime() ?? 0) + milliseconds);
}

async function tellRaised(work: Work, alert: Alert, personId: string | null): Promise<void> {
  await noteStep(work, alert, { step: 'raised', personId, messageType: alert.messageType });
  work.record(corridor.alertChanged, streamOf(alert.corridorId), { ...alert.standing(), step: 'raised', byPersonId: personId }, { audience: await audienceFor(work.db, alert) });
}

/** The CAP category of what is not about health. */
const CATEGORIES: Partial<Readonly<Record<AlertKind, Alert['category']>>> = {
  route_deviation: 'transport', arrival_slipping: 'transport', unit_silent: 'transport', cold_chain_broken: 'infra', maintenance_due: 'infra', equipment_down: 'infra', board_stale: 'infra',
};

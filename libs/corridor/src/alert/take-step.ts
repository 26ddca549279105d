import type { EntityManager } from 'typeorm';
import type { z } from 'zod';
import { corridor } from '#contracts';
import { asHub } from '#db';
import type { Work } from '#log';
import { streamOf } from '../corridor/corridor.entity.js';
import { audienceOf } from '../sharing/audience-of.js';
import { Alert } from './alert.entity.js';
import { alertMachine } from './alert-states.js';
import { NOBODY, type Woken } from './find-people.js';

/** Labels that one event may have. */
const LABELS = 64;

export interface Step {
  readonly step: z.output<typeof corridor.alertStep>;
  /** Who takes it; null: the hub. */
  readonly personId?: string | null;
  readonly messageType?: z.output<typeof corridor.messageType>;
  /** Words of whoever takes it; in no event. */
  readonly note?: string;
  readonly until?: Date;
  readonly woken?: Woken;
}

/** Writes the alert as it is now, notes the step and tells it. Each step gives the alert another version, so that timers of before do nothing. */
export async function takeStep(work: Work, alert: Alert, { step, personId = null, messageType, note, until, woken = NOBODY }: Step): Promise<void> {
  alert.version += 1;
  alert.changedAt = work.now;
  if (messageType !== undefined && messageType !== 'ack') alert.messageType = messageType;
  if (alertMachine.ends.includes(alert.state)) Object.assign(alert, { endedAt: work.now, dueAt: null });
  await work.db.update(Alert, { id: alert.id }, { ...alert });
  await noteStep(work, alert, { step, personId, messageType, note, until, woken });
  work.record(corridor.alertChanged, streamOf(alert.corridorId), { ...alert.standing(), step, byPersonId: personId }, { audience: await audienceFor(work.db, alert) });
}

/** Everybody with whom the owner shares alerts, these people, and whoever has the alert in hand. */
export async function audienceFor(db: EntityManager, { corridorId, institutionId, assigneeId }: Alert, personIds: readonly string[] = []): Promise<string[]> {
  const shared = await asHub(db, () => audienceOf(db, corridorId, institutionId, 'alert'));
  const people = new Set([...personIds, ...(assigneeId === null ? [] : [assigneeId])]);
  return [...[...people].map((id) => `person:${id}`), ...shared].slice(0, LABELS);
}

/** The step in the alert's own history. Its number is the version that the alert has by it. */
export async function noteStep(work: Work, alert: Alert, { step, personId, messageType, note, until, woken = NOBODY }: Step): Promise<void> {
  await work.db.query(
    `INSERT INTO corridor_alert_step (alert_id, number, institution_id, step, state, at, person_id, message_type, level, person_ids, holes, fallback, until, note)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    [alert.id, alert.version, alert.institutionId, step, alert.state, work.now, personId ?? null, messageType ?? null, alert.level, woken.personIds, woken.holes, woken.fallback, until ?? null, note ?? null],
  );
}

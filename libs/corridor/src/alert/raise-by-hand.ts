import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { corridor, type Input, type Output } from '#contracts';
import { DomainError, newId, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler, type Granted, type Standing } from '#realtime';
import { lockCorridor } from '../corridor/corridor.entity.js';
import { insistOnMember } from '../institution/know-institution.js';
import { readPlace } from '../standing/read-standing.js';
import { raiseAlert } from './raise-alert.js';

type Raising = Input<typeof corridor.raiseAlert>;
/** Clocks of people who report are a little fast at times (ms). */
const SKEW = 5 * 60_000;

@Injectable()
@Handles(corridor.raiseAlert, (input) => ({ kind: 'corridor', id: input.corridorId }))
export class RaiseByHand implements CommandHandler<typeof corridor.raiseAlert> {
  async execute(actor: Principal, input: Raising, work: Work, { standing }: Granted): Promise<Output<typeof corridor.raiseAlert>> {
    const { corridorId, institutionId, headline, description, category, responseType, severity, urgency, certainty, exercise, unitId, deploymentId, centreId } = input;
    await insistOnActing(work.db, actor, input, standing);
    await lockCorridor(work.db, corridorId);
    await insistOnMember(work.db, corridorId, institutionId);
    await insistOnPlace(work.db, input);
    const observedAt = input.observedAt === undefined ? work.now : new Date(input.observedAt);
    if (observedAt.getTime() > work.now.getTime() + SKEW) throw new DomainError('alert_time', 'What is to come was not observed yet: say so by its urgency.', { field: 'observedAt' });
    // No two raised by hand are the same thing.
    const alertId = await raiseAlert(
      work, { corridorId, ownerId: institutionId, key: `manual:${newId()}`, kind: 'manual', severity, urgency, certainty, exercise, unitId, deploymentId, centreId, observedAt },
      { headline, description, category, responseType, expiresAt: expiryOf(input.expiresAt, work.now), personId: actor.personId ?? undefined },
    );
    if (alertId === null) throw new Error('an alert of a new key was counted up');
    return { alertId };
  }
}

/** @throws DomainError alert_time unless it lies ahead */
export function expiryOf(wanted: string | undefined, now: Date): Date | null {
  if (wanted === undefined) return null;
  const expiresAt = new Date(wanted);
  if (expiresAt <= now) throw new DomainError('alert_time', 'An alert expires in the future.', { field: 'expiresAt' });
  return expiresAt;
}

/** People raise alerts for the organisation that they act for. @throws DomainError forbidden */
async function insistOnActing(db: EntityManager, actor: Principal, { corridorId, institutionId }: Raising, standing: Standing): Promise<void> {
  if (standing.has('administrator')) return;
  const place = await readPlace(db, actor, corridorId);
  if (!place.holds(institutionId, 'coordinator', 'authority', 'field')) throw new DomainError('forbidden', 'You act for another organisation: raise the alert for yours.', { institutionId });
}

/** What an alert is about belongs to its corridor. @throws DomainError not_found */
async function insistOnPlace(db: EntityManager, { corridorId, unitId, deploymentId, centreId }: Raising): Promise<void> {
  for (const [thing, id] of [['unit', unitId], ['deployment', deploymentId], ['centre', centreId]] as const) {
    if (id === undefined) continue;
    const found = await db.query<unknown[]>(`SELECT FROM corridor_${thing} WHERE id = $1 AND corridor_id = $2`, [id, corridorId]);
    if (found.length === 0) throw new DomainError('not_found', `This corridor has no ${thing} of this id.`, { field: `${thing}Id` });
  }
}

import { Injectable } from '@nestjs/common';
import { corridor, type Input, type Output } from '#contracts';
import { noteAudit } from '#identity';
import { DomainError, hashSecret, newId, newSecret, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { lockUnit } from '../unit/unit.entity.js';
import { tellShare } from './share.rows.js';

/** Open links of one unit. */
const MOST = 20;

@Injectable()
@Handles(corridor.createShare, (input) => ({ kind: 'unit', id: input.unitId }))
export class CreateShare implements CommandHandler<typeof corridor.createShare> {
  async execute(actor: Principal, { unitId, hours, precisionMetres, arrival }: Input<typeof corridor.createShare>, work: Work): Promise<Output<typeof corridor.createShare>> {
    // The lock of the unit orders those who make links, so that none slips over the bound.
    const { corridorId, institutionId } = await lockUnit(work.db, unitId);
    const [{ open } = { open: 0 }] = await work.db.query<{ open: number }[]>('SELECT count(*)::int AS open FROM corridor_share WHERE unit_id = $1 AND ended_at IS NULL AND ends_at > $2', [unitId, work.now]);
    if (open >= MOST) throw new DomainError('shares_full', `A unit has at most ${MOST} open links.`, { most: MOST });
    const token = newSecret();
    const share = { id: newId(), corridorId, institutionId, unitId, precisionMetres, endsAt: new Date(work.now.getTime() + hours * 3_600_000) };
    await work.db.query(
      `INSERT INTO corridor_share (id, corridor_id, institution_id, unit_id, token_hash, precision_metres, created_at, created_by, ends_at, shows_arrival) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [share.id, corridorId, institutionId, unitId, hashSecret(token), precisionMetres, work.now, actor.personId, share.endsAt, arrival],
    );
    tellShare(work, share, 'open');
    await noteAudit(work.db, actor, work.now, { action: corridor.createShare.name, object: { kind: 'unit', id: unitId } });
    return { shareId: share.id, token, endsAt: share.endsAt.toISOString() };
  }
}

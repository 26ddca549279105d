import { Injectable } from '@nestjs/common';
import { corridor, type Input, type Output } from '#contracts';
import { noteAudit } from '#identity';
import { DomainError, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { tellShare, type ShareRow } from './share.rows.js';

@Injectable()
@Handles(corridor.endShare, (input) => ({ kind: 'unit', id: input.unitId }))
export class EndShare implements CommandHandler<typeof corridor.endShare> {
  async execute(actor: Principal, { unitId, shareId }: Input<typeof corridor.endShare>, work: Work): Promise<Output<typeof corridor.endShare>> {
    const [share] = await work.db.query<(ShareRow & { readonly endedAt: Date | null })[]>(
      `SELECT id, corridor_id AS "corridorId", institution_id AS "institutionId", unit_id AS "unitId", precision_metres AS "precisionMetres", ends_at AS "endsAt", ended_at AS "endedAt"
       FROM corridor_share WHERE id = $1 AND unit_id = $2 FOR UPDATE`,
      [shareId, unitId],
    );
    if (share === undefined) throw new DomainError('share_unknown', 'The unit has no link of this id.');
    if (share.endedAt !== null || share.endsAt <= work.now) throw new DomainError('share_ended', 'The link has ended already.', { shareId });
    await work.db.query('UPDATE corridor_share SET ended_at = $2 WHERE id = $1', [shareId, work.now]);
    tellShare(work, share, 'ended');
    await noteAudit(work.db, actor, work.now, { action: corridor.endShare.name, object: { kind: 'unit', id: unitId } });
    return {};
  }
}

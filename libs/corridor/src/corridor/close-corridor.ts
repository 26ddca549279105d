import { Injectable } from '@nestjs/common';
import { corridor, type Input, type Output } from '#contracts';
import { noteAudit } from '#identity';
import { DomainError, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { UNDER_WAY } from '../sharing/audience-of.js';
import { Corridor, lockCorridor, tellCorridor } from './corridor.entity.js';

@Injectable()
@Handles(corridor.closeCorridor, (input) => ({ kind: 'corridor', id: input.corridorId }))
export class CloseCorridor implements CommandHandler<typeof corridor.closeCorridor> {
  async execute(actor: Principal, { corridorId }: Input<typeof corridor.closeCorridor>, work: Work): Promise<Output<typeof corridor.closeCorridor>> {
    const found = await lockCorridor(work.db, corridorId);
    const under = await work.db.query<{ id: string }[]>('SELECT id FROM corridor_deployment WHERE corridor_id = $1 AND state = ANY ($2) LIMIT 1', [corridorId, UNDER_WAY]);
    if (under[0] !== undefined) throw new DomainError('deployment_under_way', 'A deployment is under way in this corridor; close or cancel it first.', { deploymentId: under[0].id });
    found.state = 'closed';
    await work.db.update(Corridor, { id: corridorId }, { state: 'closed' });
    await tellCorridor(work, found);
    await noteAudit(work.db, actor, work.now, { action: corridor.closeCorridor.name, object: { kind: 'corridor', id: corridorId } });
    return {};
  }
}

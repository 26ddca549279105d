import { Injectable } from '@nestjs/common';
import { corridor, type Input, type Output } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { UNDER_WAY } from '../sharing/audience-of.js';
import { Centre, lockCentre, tellCentre } from './centre.entity.js';

@Injectable()
@Handles(corridor.closeCentre, (input) => ({ kind: 'centre', id: input.centreId }))
export class CloseCentre implements CommandHandler<typeof corridor.closeCentre> {
  async execute(_: Principal, { centreId }: Input<typeof corridor.closeCentre>, work: Work): Promise<Output<typeof corridor.closeCentre>> {
    const centre = await lockCentre(work.db, centreId);
    const [under] = await work.db.query<{ id: string }[]>('SELECT id FROM corridor_deployment WHERE centre_id = $1 AND state = ANY ($2) LIMIT 1', [centreId, UNDER_WAY]);
    if (under !== undefined) throw new DomainError('deployment_under_way', 'A deployment leans on this centre; close or move it first.', { deploymentId: under.id });
    centre.state = 'closed';
    await work.db.update(Centre, { id: centreId }, { state: 'closed' });
    await work.db.query('DELETE FROM corridor_stop WHERE centre_id = $1', [centreId]);
    tellCentre(work, centre);
    return {};
  }
}

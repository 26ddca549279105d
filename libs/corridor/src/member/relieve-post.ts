import { Injectable } from '@nestjs/common';
import { corridor, type Input, type Output } from '#contracts';
import { moveRights, noteAudit } from '#identity';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { streamOf } from '../corridor/corridor.entity.js';

@Injectable()
@Handles(corridor.relievePost, (input) => ({ kind: 'corridor', id: input.corridorId }))
export class RelievePost implements CommandHandler<typeof corridor.relievePost> {
  async execute(actor: Principal, input: Input<typeof corridor.relievePost>, work: Work): Promise<Output<typeof corridor.relievePost>> {
    const { corridorId, institutionId, personId, post } = input;
    const [, ended] = await work.db.query<[unknown[], number]>('DELETE FROM corridor_post WHERE corridor_id = $1 AND institution_id = $2 AND person_id = $3 AND post = $4', [corridorId, institutionId, personId, post]);
    if (ended === 0) return {};
    work.record(corridor.postChanged, streamOf(corridorId), { ...input, held: false });
    moveRights(work, [`person:${personId}`]);
    await noteAudit(work.db, actor, work.now, { action: corridor.relievePost.name, object: { kind: 'corridor', id: corridorId } });
    return {};
  }
}

import { Injectable } from '@nestjs/common';
import { corridor, type Input, type Output } from '#contracts';
import { insistOnPeople, moveRights, noteAudit } from '#identity';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { lockCorridor, streamOf } from '../corridor/corridor.entity.js';
import { insistOnMember } from '../institution/know-institution.js';

@Injectable()
@Handles(corridor.assignPost, (input) => ({ kind: 'corridor', id: input.corridorId }))
export class AssignPost implements CommandHandler<typeof corridor.assignPost> {
  async execute(actor: Principal, input: Input<typeof corridor.assignPost>, work: Work): Promise<Output<typeof corridor.assignPost>> {
    const { corridorId, institutionId, personId, post } = input;
    await insistOnPeople(work.db, [personId]);
    await lockCorridor(work.db, corridorId);
    await insistOnMember(work.db, corridorId, institutionId);
    const added = await work.db.query<unknown[]>(
      'INSERT INTO corridor_post (corridor_id, institution_id, person_id, post, since) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING 1',
      [corridorId, institutionId, personId, post, work.now],
    );
    if (added.length === 0) return {};
    work.record(corridor.postChanged, streamOf(corridorId), { ...input, held: true });
    moveRights(work, [`person:${personId}`]);
    await noteAudit(work.db, actor, work.now, { action: corridor.assignPost.name, object: { kind: 'corridor', id: corridorId } });
    return {};
  }
}

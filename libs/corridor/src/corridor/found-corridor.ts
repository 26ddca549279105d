import { Injectable } from '@nestjs/common';
import { corridor, type Input, type Output } from '#contracts';
import { noteAudit } from '#identity';
import { newId, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, theHub, type CommandHandler } from '#realtime';
import { addMember } from '../member/admit-member.js';
import { Corridor, tellCorridor } from './corridor.entity.js';

@Injectable()
@Handles(corridor.foundCorridor, () => theHub)
export class FoundCorridor implements CommandHandler<typeof corridor.foundCorridor> {
  async execute(actor: Principal, { leadInstitutionId, ...input }: Input<typeof corridor.foundCorridor>, work: Work): Promise<Output<typeof corridor.foundCorridor>> {
    const founded = work.db.create(Corridor, { ...input, id: newId(), state: 'active', foundedAt: work.now });
    await work.db.insert(Corridor, founded);
    await tellCorridor(work, founded);
    await addMember(work, { corridorId: founded.id, institutionId: leadInstitutionId, role: 'lead' });
    await noteAudit(work.db, actor, work.now, { action: corridor.foundCorridor.name, object: { kind: 'corridor', id: founded.id } });
    return { corridorId: founded.id };
  }
}

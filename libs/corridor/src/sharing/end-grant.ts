import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { corridor, type Input, type Output } from '#contracts';
import { noteAudit } from '#identity';
import { DomainError, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler, type Granted } from '#realtime';
import { insistOnOwn } from '../standing/insist-on-own.js';
import { closeGrant, Grant, moveReaders } from './grant.entity.js';

/** An owner may end a grant whenever it likes, also in a corridor that is closed. */
@Injectable()
@Handles(corridor.endGrant, (input) => ({ kind: 'corridor', id: input.corridorId }))
export class EndGrant implements CommandHandler<typeof corridor.endGrant> {
  async execute(actor: Principal, { corridorId, grantId }: Input<typeof corridor.endGrant>, work: Work, { standing }: Granted): Promise<Output<typeof corridor.endGrant>> {
    const known = await work.db.findOneBy(Grant, { id: grantId });
    if (known === null) throw ended();
    await insistOnOwn(work.db, actor, { corridorId, institutionId: known.institutionId }, standing);
    const grant = await work.db.findOne(Grant, { where: { id: grantId, endedAt: IsNull() }, lock: { mode: 'for_no_key_update' } });
    if (grant === null) throw ended();
    await closeGrant(work, corridorId, grant);
    await moveReaders(work, grant.institutionId);
    await noteAudit(work.db, actor, work.now, { action: corridor.endGrant.name, object: { kind: 'corridor', id: corridorId } });
    return {};
  }
}

const ended = (): DomainError => new DomainError('grant_ended', 'There is no open grant of this id.');

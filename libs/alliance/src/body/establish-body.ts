import { Injectable } from '@nestjs/common';
import { alliance, type Input, type Output } from '#contracts';
import { noteAudit } from '#identity';
import { newId, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, theHub, type CommandHandler } from '#realtime';
import { Body } from './body.entity.js';
import { tellBody } from './tell-body.js';

@Injectable()
@Handles(alliance.establishBody, () => theHub)
export class EstablishBody implements CommandHandler<typeof alliance.establishBody> {
  async execute(actor: Principal, input: Input<typeof alliance.establishBody>, work: Work): Promise<Output<typeof alliance.establishBody>> {
    const body = work.db.create(Body, { ...input, id: newId(), rulesVersion: 1 });
    await work.db.insert(Body, body);
    tellBody(work, body);
    await noteAudit(work.db, actor, work.now, { action: alliance.establishBody.name, object: { kind: 'body', id: body.id } });
    return { bodyId: body.id };
  }
}

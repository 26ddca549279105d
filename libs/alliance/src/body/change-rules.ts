import { Injectable } from '@nestjs/common';
import { alliance, type Input, type Output } from '#contracts';
import { noteAudit } from '#identity';
import { DomainError, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { Body } from './body.entity.js';
import { tellBody } from './tell-body.js';

@Injectable()
@Handles(alliance.changeRules, (input) => ({ kind: 'body', id: input.bodyId }))
export class ChangeRules implements CommandHandler<typeof alliance.changeRules> {
  async execute(actor: Principal, input: Input<typeof alliance.changeRules>, work: Work): Promise<Output<typeof alliance.changeRules>> {
    const body = await work.db.findOneOrFail(Body, { where: { id: input.bodyId }, lock: { mode: 'pessimistic_write' } });
    // Nobody changes rules that they have not seen.
    if (body.rulesVersion !== input.rulesVersion) throw new DomainError('rules_version_stale', `The rules stand at version ${body.rulesVersion} by now: read them again.`, { rulesVersion: body.rulesVersion });
    Object.assign(body, { rules: input.rules, rulesVersion: body.rulesVersion + 1 });
    await work.db.update(Body, { id: body.id }, { rules: body.rules, rulesVersion: body.rulesVersion });
    tellBody(work, body);
    await noteAudit(work.db, actor, work.now, { action: alliance.changeRules.name, object: { kind: 'body', id: body.id } });
    return { rulesVersion: body.rulesVersion };
  }
}

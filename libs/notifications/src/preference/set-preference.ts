import { Injectable } from '@nestjs/common';
import { notifications, type Input, type Output } from '#contracts';
import { noteAudit } from '#identity';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, theHub, type CommandHandler } from '#realtime';
import { keepPreference } from './keep-preference.js';
import { institutionOf, personOf, tellSettled } from './whose.js';

@Injectable()
@Handles(notifications.setPreference, () => theHub)
export class SetPreference implements CommandHandler<typeof notifications.setPreference> {
  async execute(actor: Principal, { wanted, ...scope }: Input<typeof notifications.setPreference>, work: Work): Promise<Output<typeof notifications.setPreference>> {
    const personId = personOf(actor);
    await keepPreference(work.db, { kind: 'person', id: personId }, scope, wanted, work.now);
    tellSettled(work, personId, 'preference');
    return {};
  }
}

@Injectable()
@Handles(notifications.setInstitutionPreference, (input) => ({ kind: 'org', id: input.institutionId }))
export class SetInstitutionPreference implements CommandHandler<typeof notifications.setInstitutionPreference> {
  async execute(actor: Principal, { institutionId, wanted, ...scope }: Input<typeof notifications.setInstitutionPreference>, work: Work): Promise<Output<typeof notifications.setInstitutionPreference>> {
    await keepPreference(work.db, institutionOf(actor, institutionId), scope, wanted, work.now);
    await noteAudit(work.db, actor, work.now, { action: notifications.setInstitutionPreference.name, object: { kind: 'org', id: institutionId } });
    return {};
  }
}

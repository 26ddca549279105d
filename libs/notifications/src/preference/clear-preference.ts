import { Injectable } from '@nestjs/common';
import { notifications, type Input, type Output } from '#contracts';
import { noteAudit } from '#identity';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, theHub, type CommandHandler } from '#realtime';
import { dropPreference } from './keep-preference.js';
import { institutionOf, personOf, tellSettled } from './whose.js';

@Injectable()
@Handles(notifications.clearPreference, () => theHub)
export class ClearPreference implements CommandHandler<typeof notifications.clearPreference> {
  async execute(actor: Principal, scope: Input<typeof notifications.clearPreference>, work: Work): Promise<Output<typeof notifications.clearPreference>> {
    const personId = personOf(actor);
    const cleared = await dropPreference(work.db, { kind: 'person', id: personId }, scope);
    if (cleared) tellSettled(work, personId, 'preference');
    return { cleared };
  }
}

@Injectable()
@Handles(notifications.clearInstitutionPreference, (input) => ({ kind: 'org', id: input.institutionId }))
export class ClearInstitutionPreference implements CommandHandler<typeof notifications.clearInstitutionPreference> {
  async execute(actor: Principal, { institutionId, ...scope }: Input<typeof notifications.clearInstitutionPreference>, work: Work): Promise<Output<typeof notifications.clearInstitutionPreference>> {
    const cleared = await dropPreference(work.db, institutionOf(actor, institutionId), scope);
    if (cleared) await noteAudit(work.db, actor, work.now, { action: notifications.clearInstitutionPreference.name, object: { kind: 'org', id: institutionId } });
    return { cleared };
  }
}

import { Injectable } from '@nestjs/common';
import { alliance, type Input, type Output } from '#contracts';
import { noteAudit } from '#identity';
import { newId, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, theHub, type CommandHandler } from '#realtime';
import { Institution } from './institution.entity.js';
import { tellInstitution } from './tell-institution.js';

@Injectable()
@Handles(alliance.registerInstitution, () => theHub)
export class RegisterInstitution implements CommandHandler<typeof alliance.registerInstitution> {
  async execute(actor: Principal, input: Input<typeof alliance.registerInstitution>, work: Work): Promise<Output<typeof alliance.registerInstitution>> {
    const institution = work.db.create(Institution, { ...input, id: newId(), state: 'active' });
    await work.db.insert(Institution, institution);
    tellInstitution(work, institution);
    await noteAudit(work.db, actor, work.now, { action: alliance.registerInstitution.name, object: { kind: 'org', id: institution.id } });
    return { institutionId: institution.id };
  }
}

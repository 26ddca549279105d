import { Injectable } from '@nestjs/common';
import { corridor, type Input, type Output } from '#contracts';
import { Sealer } from '#db';
import { noteAudit } from '#identity';
import { DomainError, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { Credential, licenceColumn } from './credential.entity.js';

/** The one way to a licence's number. A command, since each reading leaves a line in the audit trail; its answer is not kept. */
@Injectable()
@Handles(corridor.revealLicence, (input) => ({ kind: 'credential', id: input.credentialId }))
export class RevealLicence implements CommandHandler<typeof corridor.revealLicence> {
  constructor(private readonly sealer: Sealer) {}

  async execute(actor: Principal, { credentialId }: Input<typeof corridor.revealLicence>, work: Work): Promise<Output<typeof corridor.revealLicence>> {
    const credential = await work.db.findOne(Credential, { where: { id: credentialId }, select: { id: true, licenceNumber: true } });
    if (credential === null) throw new DomainError('not_found', 'There is no credential of this id.');
    await noteAudit(work.db, actor, work.now, { action: corridor.revealLicence.name, object: { kind: 'credential', id: credentialId } });
    return { licenceNumber: this.sealer.open(licenceColumn, credentialId, credential.licenceNumber).toString() };
  }
}

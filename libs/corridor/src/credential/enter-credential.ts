import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { corridor, type Input, type Output } from '#contracts';
import { refuseOn, Sealer } from '#db';
import { insistOnPeople } from '#identity';
import { DomainError, newId, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler, type Granted } from '#realtime';
import { lockCorridor } from '../corridor/corridor.entity.js';
import { insistOnMember } from '../institution/know-institution.js';
import { insistOnOwn } from '../standing/insist-on-own.js';
import { Credential, licenceColumn, tellCredential } from './credential.entity.js';
import { dayBegins } from './host-days.js';

@Injectable()
@Handles(corridor.enterCredential, (input) => ({ kind: 'corridor', id: input.corridorId }))
export class EnterCredential implements CommandHandler<typeof corridor.enterCredential> {
  constructor(private readonly sealer: Sealer) {}

  async execute(actor: Principal, { licenceNumber, ...input }: Input<typeof corridor.enterCredential>, work: Work, { standing }: Granted): Promise<Output<typeof corridor.enterCredential>> {
    await insistOnOwn(work.db, actor, input, standing);
    await insistOnPeople(work.db, [input.personId]);
    await lockCorridor(work.db, input.corridorId);
    await insistOnMember(work.db, input.corridorId, input.institutionId);
    const zone = await zoneOf(work.db, input.corridorId, input.hostCountry);
    const id = newId();
    const credential = work.db.create(Credential, {
      ...input, id, licenceNumber: this.sealer.seal(licenceColumn, id, Buffer.from(licenceNumber)), beginsAt: dayBegins(input.validFrom, zone), endsAt: dayBegins(input.validUntil, zone, 1),
      state: 'pending', version: 1, reason: null, decidedAt: null, decidedBy: null,
    });
    credential.insistOnDaysLeft(work.now);
    const known = new DomainError('credential_known', 'A credential of this person, profession and host country that ends on the same day waits or holds already.');
    await work.db.insert(Credential, credential).catch(refuseOn('one_credential_for_a_term', known));
    await tellCredential(work, credential);
    return { credentialId: id };
  }
}

/** The clock of a host country in a corridor: that of its first host there. @throws DomainError not_a_member when it has none */
export async function zoneOf(db: EntityManager, corridorId: string, hostCountry: string): Promise<string> {
  const [host] = await db.query<{ zone: string }[]>(
    `SELECT i.zone FROM corridor_member m JOIN corridor_institution i ON i.id = m.institution_id WHERE m.corridor_id = $1 AND m.role = 'host' AND i.country_code = $2 ORDER BY m.since, i.id LIMIT 1`, [corridorId, hostCountry]);
  if (host === undefined) throw new DomainError('not_a_member', 'No organisation of this country is a host in the corridor; the lead can admit one.', { role: 'host' });
  return host.zone;
}

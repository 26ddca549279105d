import { Column, Entity, PrimaryColumn, type EntityManager } from 'typeorm';
import { corridor, type Command, type Output } from '#contracts';
import { sealedColumn } from '#db';
import { DomainError } from '#kernel';
import type { Work } from '#log';
import { next } from '#realtime';
import { streamOf } from '../corridor/corridor.entity.js';
import { audienceOf } from '../sharing/audience-of.js';
import { credentialMachine, type CredentialState } from './credential-states.js';

export const licenceColumn = sealedColumn('corridor_credential', 'licence_number');

/** The licence of a visiting clinician for one host country. */
@Entity('corridor_credential')
export class Credential {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'corridor_id' }) corridorId!: string;
  @Column('uuid', { name: 'institution_id' }) institutionId!: string;
  @Column('uuid', { name: 'person_id' }) personId!: string;
  @Column('text') profession!: Output<typeof corridor.readCredential>['profession'];
  /** Sealed; opened by the one command that reveals it. */
  @Column('bytea', { name: 'licence_number', select: false }) licenceNumber!: Buffer;
  @Column('text') issuer!: string;
  @Column('text', { name: 'issuer_country' }) issuerCountry!: string;
  @Column('text', { name: 'host_country' }) hostCountry!: string;
  @Column('date', { name: 'valid_from' }) validFrom!: string;
  @Column('date', { name: 'valid_until' }) validUntil!: string;
  @Column('timestamptz', { name: 'begins_at' }) beginsAt!: Date;
  @Column('timestamptz', { name: 'ends_at' }) endsAt!: Date;
  @Column('text') state!: CredentialState;
  @Column('int') version!: number;
  @Column('text', { nullable: true }) reason!: string | null;
  @Column('timestamptz', { name: 'decided_at', nullable: true }) decidedAt!: Date | null;
  @Column('uuid', { name: 'decided_by', nullable: true }) decidedBy!: string | null;

  /** Takes the licence along the way of a command. @throws DomainError credential_state */
  move(command: Command): void {
    this.state = next(credentialMachine, this.state, command);
    this.version += 1;
  }

  /** @throws DomainError credential_run_out */
  insistOnDaysLeft(now: Date): void {
    if (this.endsAt <= now) throw new DomainError('credential_run_out', 'The credential has run out; enter the new one.');
  }
}

/** The licence under its lock. @throws DomainError not_found */
export async function lockCredential(db: EntityManager, id: string): Promise<Credential> {
  const found = await db.findOne(Credential, { where: { id }, lock: { mode: 'for_no_key_update' } });
  if (found === null) throw new DomainError('not_found', 'There is no credential of this id.');
  return found;
}

/** Tells those who see the staff of its institution, and the hosts of its country. */
export async function tellCredential(work: Work, credential: Credential): Promise<void> {
  const { id, corridorId, institutionId, personId, profession, hostCountry, validFrom, validUntil, state, version } = credential;
  const hosts = await work.db.query<{ label: string }[]>(
    `SELECT 'org:' || i.id AS label FROM corridor_member m JOIN corridor_institution i ON i.id = m.institution_id WHERE m.corridor_id = $1 AND m.role = 'host' AND i.country_code = $2`, [corridorId, hostCountry]);
  const audience = [...new Set([...(await audienceOf(work.db, corridorId, institutionId, 'staff')), ...hosts.map(({ label }) => label)])];
  const told = { credentialId: id, institutionId, personId, profession, hostCountry, countryCode: hostCountry, validFrom, validUntil, state, version };
  work.record(corridor.credentialChanged, streamOf(corridorId), told, { audience });
}

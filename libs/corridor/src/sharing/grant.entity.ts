import { Column, Entity, PrimaryColumn, type EntityManager } from 'typeorm';
import { corridor, type Data, type Output } from '#contracts';
import { moveRights } from '#identity';
import type { Work } from '#log';
import { streamOf } from '../corridor/corridor.entity.js';
import { deploymentMachine } from '../deployment/deployment-states.js';

export type GrantView = Output<typeof corridor.explainEvent>['grants'][number];

/** One line of the compact: what an owner shares with another, or (reader null) with all members of its corridors. Never changed: another one replaces it. */
@Entity('corridor_grant')
export class Grant {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'owner_id' }) institutionId!: string;
  @Column('uuid', { name: 'reader_id', nullable: true }) readerInstitutionId!: string | null;
  @Column('text', { name: 'data_class' }) dataClass!: corridor.SharedClass;
  @Column('text') purpose!: string;
  @Column('int', { name: 'precision_metres', nullable: true }) precisionMetres!: number | null;
  @Column('int', { name: 'delay_seconds' }) delaySeconds!: number;
  @Column('int', { name: 'retention_days', nullable: true }) retentionDays!: number | null;
  @Column('uuid', { name: 'given_by' }) givenBy!: string;
  @Column('timestamptz', { name: 'given_at' }) givenAt!: Date;
  @Column('timestamptz', { name: 'ended_at', nullable: true }) endedAt!: Date | null;
}

export function viewGrant({ givenAt, endedAt, ...grant }: Grant): GrantView {
  return { ...grant, givenAt: givenAt.toISOString(), endedAt: endedAt?.toISOString() ?? null };
}

/** Ends a grant now; one that was given by a transaction that began later than this one ends the moment it began. */
export async function closeGrant(work: Work, corridorId: string, grant: Grant): Promise<void> {
  await work.db.update(Grant, { id: grant.id }, { endedAt: grant.givenAt > work.now ? grant.givenAt : work.now });
  await tellGrant(work, corridorId, grant, 'ended');
}

/** Tells the parties and the leads, without the purpose. */
export async function tellGrant(work: Work, corridorId: string, grant: Grant, state: Data<typeof corridor.grantChanged>['state']): Promise<void> {
  const { id, institutionId, readerInstitutionId, dataClass, precisionMetres, delaySeconds, retentionDays } = grant;
  const leads = await work.db.query<{ id: string }[]>(`SELECT institution_id AS id FROM corridor_member WHERE corridor_id = $1 AND role = 'lead'`, [corridorId]);
  const parties = [institutionId, ...(readerInstitutionId === null ? [] : [readerInstitutionId]), ...leads.map((lead) => lead.id)];
  const audience = readerInstitutionId === null ? ['members'] : ['administrators', ...new Set(parties.map((party) => `org:${party}`))];
  work.record(corridor.grantChanged, streamOf(corridorId), { grantId: id, institutionId, readerInstitutionId, dataClass, precisionMetres, delaySeconds, retentionDays, state }, { audience });
}

/** Whoever reads a stream in which the owner's data are told is looked at again. */
export async function moveReaders(work: Work, ownerId: string): Promise<void> {
  const rows = await work.db.query<{ stream: string }[]>(
    `SELECT DISTINCT kind || corridor_id AS stream FROM corridor_member CROSS JOIN unnest(ARRAY['corridor:', 'positions:']) AS kind WHERE institution_id = $1
     UNION ALL SELECT 'deployment:' || id FROM corridor_deployment WHERE operator_id = $1 AND state <> ALL ($2)`, [ownerId, deploymentMachine.ends],
  );
  moveRights(work, rows.map(({ stream }) => stream));
}

/** The open grants between these institutions. */
export function openGrants(db: EntityManager, where: { readonly institutionId: string; readonly readerInstitutionId: string; readonly dataClass: string }): Promise<Grant[]> {
  return db.createQueryBuilder(Grant, 'g').where('g.institutionId = :institutionId AND g.dataClass = :dataClass AND g.endedAt IS NULL', where)
    .andWhere('(g.readerInstitutionId = :readerInstitutionId OR g.readerInstitutionId IS NULL)', where).getMany();
}

import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A person belongs to an institution, from an instant on, until it is ended. */
@Entity('identity_affiliation')
export class Affiliation {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'person_id' }) personId!: string;
  @Column('uuid', { name: 'institution_id' }) institutionId!: string;
  @Column('timestamptz', { name: 'began_at' }) beganAt!: Date;
  @Column('timestamptz', { name: 'ended_at', nullable: true }) endedAt!: Date | null;
}

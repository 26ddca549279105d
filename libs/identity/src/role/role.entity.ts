import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { GlobalRole } from '#kernel';

/** A role that a person holds in the whole hub. */
@Entity('identity_role')
export class HeldRole {
  @PrimaryColumn('uuid', { name: 'person_id' }) personId!: string;
  @PrimaryColumn('text') role!: GlobalRole;
  @Column('timestamptz', { name: 'granted_at' }) grantedAt!: Date;
}

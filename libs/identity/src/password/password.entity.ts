import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The argon2id hash of a person's password. */
@Entity('identity_password')
export class Password {
  @PrimaryColumn('uuid', { name: 'person_id' }) personId!: string;
  @Column('text') hash!: string;
  @Column('timestamptz', { name: 'changed_at' }) changedAt!: Date;
}

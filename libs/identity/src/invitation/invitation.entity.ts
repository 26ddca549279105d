import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A one-time way in for one person. Open until it is used, withdrawn or replaced, or has run out. */
@Entity('identity_invitation')
export class Invitation {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'person_id' }) personId!: string;
  @Column('bytea', { name: 'token_hash' }) tokenHash!: Buffer;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'expires_at' }) expiresAt!: Date;
  @Column('timestamptz', { name: 'closed_at', nullable: true }) closedAt!: Date | null;
}

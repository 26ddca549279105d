import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A person's stay in the hub, from sign-in until it is ended, was idle too long, or reached its absolute end. */
@Entity('identity_session')
export class Session {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'person_id' }) personId!: string;
  @Column('bytea', { name: 'token_hash' }) tokenHash!: Buffer;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  /** To the minute. */
  @Column('timestamptz', { name: 'last_seen_at' }) lastSeenAt!: Date;
  @Column('timestamptz', { name: 'expires_at' }) expiresAt!: Date;
  @Column('timestamptz', { name: 'ended_at', nullable: true }) endedAt!: Date | null;
  @Column('text') address!: string;
  @Column('text', { name: 'user_agent' }) userAgent!: string;
}

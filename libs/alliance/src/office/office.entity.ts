import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A person chairs a body, keeps its papers or interprets for it, from an instant on, until it is ended. */
@Entity('alliance_office')
export class Office {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'body_id' }) bodyId!: string;
  @Column('uuid', { name: 'person_id' }) personId!: string;
  @Column('text') office!: 'chair' | 'secretary' | 'interpreter';
  @Column('timestamptz', { name: 'began_at' }) beganAt!: Date;
  @Column('timestamptz', { name: 'ended_at', nullable: true }) endedAt!: Date | null;
}

import { Column, Entity, PrimaryColumn } from 'typeorm';
import { DomainError } from '#kernel';

/** Somebody who is known to the hub. Names may be read by everybody signed in; how to reach them stands in `Contact`. */
@Entity('identity_person')
export class Person {
  @PrimaryColumn('uuid') id!: string;
  /** In its own script. */
  @Column('text') name!: string;
  @Column('text', { name: 'latin_name', nullable: true }) latinName!: string | null;
  @Column('text') language!: string;
  @Column('text') zone!: string;
  /** `invited` until the person has chosen a password. */
  @Column('text') state!: 'invited' | 'active' | 'suspended';
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  /** When the person first chose a password; null until then. */
  @Column('timestamptz', { name: 'joined_at', nullable: true }) joinedAt!: Date | null;

  /** A suspended person gets no new rights: restore them first. */
  insistOnNotSuspended(): void {
    if (this.state === 'suspended') throw new DomainError('person_suspended', 'This person is suspended: restore them first.');
  }
}

/** How a person is reached, and signs in. */
@Entity('identity_contact')
export class Contact {
  @PrimaryColumn('uuid', { name: 'person_id' }) personId!: string;
  /** In lower case. */
  @Column('text') email!: string;
}

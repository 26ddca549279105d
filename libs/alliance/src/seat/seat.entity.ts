import { Column, Entity, PrimaryColumn } from 'typeorm';
import { DomainError } from '#kernel';

/** An institution's place in a body. Its delegate acts for it, else the first alternate who is there. */
@Entity('alliance_seat')
export class Seat {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'body_id' }) bodyId!: string;
  @Column('uuid', { name: 'institution_id' }) institutionId!: string;
  /** An exact decimal with at most six places, as text. */
  @Column('numeric', { precision: 12, scale: 6 }) weight!: string;
  @Column('uuid', { name: 'delegate_id', nullable: true }) delegateId!: string | null;
  @Column('text') state!: 'active' | 'vacated';

  /** What was vacated stays as it was. */
  insistOnActive(): void {
    if (this.state === 'vacated') throw new DomainError('seat_vacated', 'This seat was vacated.');
  }
}

/** Who acts for a seat when the delegate is away; rank 1 comes first. */
@Entity('alliance_alternate')
export class Alternate {
  @PrimaryColumn('uuid', { name: 'seat_id' }) seatId!: string;
  @PrimaryColumn('int') rank!: number;
  @Column('uuid', { name: 'person_id' }) personId!: string;
}

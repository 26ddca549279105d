import { Column, Entity, PrimaryColumn } from 'typeorm';
import { DomainError } from '#kernel';

/** A member of the alliance. It holds the seats, not its people. */
@Entity('alliance_institution')
export class Institution {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') name!: string;
  /** The same name in other languages, by BCP 47 tag. */
  @Column('jsonb') names!: Record<string, string>;
  /** ISO 3166-1 alpha-2. */
  @Column('text', { name: 'country_code' }) countryCode!: string;
  @Column('text') zone!: string;
  @Column('text') state!: 'active' | 'closed';

  insistOnActive(): void {
    if (this.state === 'closed') throw new DomainError('institution_closed', 'This institution is closed.');
  }
}

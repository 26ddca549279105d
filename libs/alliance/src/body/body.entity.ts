import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { alliance } from '#contracts';

/** A council or a committee. Its rules carry a version, so that a meeting can say by which it was held. */
@Entity('alliance_body')
export class Body {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') name!: string;
  @Column('text') kind!: 'council' | 'committee';
  @Column('jsonb') rules!: alliance.BodyRules;
  @Column('int', { name: 'rules_version' }) rulesVersion!: number;
}

import { Column, Entity, PrimaryColumn, type EntityManager } from 'typeorm';
import { corridor } from '#contracts';
import { DomainError } from '#kernel';
import type { Work } from '#log';

/** Centres and routes that organisations of several countries keep together. */
@Entity('corridor_corridor')
export class Corridor {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') name!: string;
  @Column('jsonb') names!: Record<string, string>;
  @Column('text', { array: true }) countries!: string[];
  @Column('text') state!: 'active' | 'closed';
  @Column('timestamptz', { name: 'founded_at' }) foundedAt!: Date;

  /** @throws DomainError corridor_closed */
  insistOnActive(): void {
    if (this.state === 'closed') throw new DomainError('corridor_closed', 'The corridor is closed; it can be read, not changed.');
  }
}

/** The corridor under its lock: acts that change what belongs to it take their turn. @throws DomainError not_found, corridor_closed */
export async function lockCorridor(db: EntityManager, id: string): Promise<Corridor> {
  const found = await db.findOne(Corridor, { where: { id }, lock: { mode: 'for_no_key_update' } });
  if (found === null) throw new DomainError('not_found', 'There is no corridor of this id.');
  found.insistOnActive();
  return found;
}

/** Centres along the corridor, in order. */
export async function stopsOf(db: EntityManager, corridorId: string): Promise<string[]> {
  const rows = await db.query<{ id: string }[]>('SELECT centre_id AS id FROM corridor_stop WHERE corridor_id = $1 ORDER BY place', [corridorId]);
  return rows.map(({ id }) => id);
}

/** Tells how the corridor stands now. */
export async function tellCorridor(work: Work, { id, name, countries, state }: Corridor): Promise<void> {
  work.record(corridor.corridorChanged, streamOf(id), { corridorId: id, name, countries, state, stops: await stopsOf(work.db, id) });
}

export function streamOf(corridorId: string): string {
  return `corridor:${corridorId}`;
}

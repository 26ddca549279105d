import { Column, Entity, PrimaryColumn, type EntityManager } from 'typeorm';
import type { z } from 'zod';
import type { council } from '#contracts';
import { DomainError } from '#kernel';
import type { ItemState } from './item-states.js';
import { numberItems, type Placed } from './number-items.js';

/** A point of a meeting's agenda. One of a meeting is current at most. */
@Entity('council_agenda_item')
export class AgendaItem {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'meeting_id' }) meetingId!: string;
  @Column('uuid', { name: 'parent_id', nullable: true }) parentId!: string | null;
  @Column('int') position!: number;
  @Column('text') title!: string;
  @Column('text') kind!: z.output<typeof council.itemKind>;
  @Column('int', { name: 'planned_minutes', nullable: true }) plannedMinutes!: number | null;
  @Column('text') state!: ItemState;
}

/** The agenda in reading order, with its numbers. */
export async function readAgenda(db: EntityManager, meetingId: string): Promise<council.AgendaItemFacts[]> {
  const items = await db.findBy(AgendaItem, { meetingId });
  return numberItems(items).map(({ id, parentId, position, number, title, kind, plannedMinutes, state }) => ({ id, parentId, position, number, title, kind, plannedMinutes, state }));
}

export function itemOf(agenda: readonly council.AgendaItemFacts[], itemId: string): council.AgendaItemFacts {
  const item = agenda.find((candidate) => candidate.id === itemId);
  if (item === undefined) throw new DomainError('item_unknown', 'The agenda of this meeting has no item of this id.');
  return item;
}

/** Writes the places that changed. */
export async function savePlaces(db: EntityManager, before: readonly Placed[], after: readonly Placed[]): Promise<void> {
  const old = new Map(before.map((item) => [item.id, item]));
  const moved = after.filter((item) => old.get(item.id)?.parentId !== item.parentId || old.get(item.id)?.position !== item.position);
  await db.query(
    'UPDATE council_agenda_item i SET parent_id = n.parent_id, position = n.position FROM unnest($1::uuid[], $2::uuid[], $3::int[]) AS n(id, parent_id, position) WHERE i.id = n.id',
    [moved.map((item) => item.id), moved.map((item) => item.parentId), moved.map((item) => item.position)],
  );
}

export const misplaced = (): DomainError => new DomainError('agenda_misplaced', 'The item cannot stand there: below itself, deeper than four levels, or beyond two hundred items.');

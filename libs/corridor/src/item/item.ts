import type { z } from 'zod';
import type { EntityManager } from 'typeorm';
import type { corridor } from '#contracts';
import { DomainError } from '#kernel';
import { convertUnit, toMillionths } from './convert-unit.js';

/** What is kept in stock along a corridor. */
export interface Item {
  readonly id: string;
  /** UCUM: every quantity of it is kept in this unit. */
  readonly unit: string;
  readonly packs: readonly { readonly name: string; readonly contains: number }[];
  /** °C between which it keeps; null where it does not matter. */
  readonly lowCelsius: number | null;
  readonly highCelsius: number | null;
}

export const ITEM = 'i.id, i.unit, i.packs, i.low_celsius AS "lowCelsius", i.high_celsius AS "highCelsius"';

/** @throws DomainError stock_item_unknown */
export async function readItem(db: EntityManager, corridorId: string, itemId: string): Promise<Item> {
  const [item] = await db.query<Item[]>(`SELECT ${ITEM} FROM corridor_item i WHERE i.corridor_id = $1 AND i.id = $2`, [corridorId, itemId]);
  if (item === undefined) throw new DomainError('stock_item_unknown', 'The corridor has no item of this id.', { itemId });
  return item;
}

type Quantity = Pick<z.output<typeof corridor.quantity>, 'value' | 'unit' | 'pack'>;

/** Up to so much of an item, in its own unit, is kept in one place. */
const MOST = 1_000_000_000_000;

/**
 * A quantity in the unit of the item, as it is kept: to six places. What is too little to be kept, or too much, is not entered at all.
 * @param field where the quantity stands in what was sent
 * @throws DomainError pack_unknown, unit_unknown, unit_not_convertible, invalid_input
 */
export async function inUnitOf(item: Item, quantity: Quantity, field = '/quantity'): Promise<number> {
  const amount = await amountOf(item, quantity);
  if (amount >= (quantity.value > 0 ? 0.000001 : 0) && amount <= MOST) return amount;
  const rule = `from 0.000001 to ${MOST} ${item.unit}, the unit of the item`;
  throw new DomainError('invalid_input', `${field}/value: ${rule}`, { issues: [{ pointer: `${field}/value`, rule }] });
}

async function amountOf(item: Item, { value, unit, pack }: Quantity): Promise<number> {
  if (pack === undefined) return convertUnit(value, unit ?? item.unit, item.unit);
  const known = item.packs.find(({ name }) => name === pack);
  if (known === undefined) throw new DomainError('pack_unknown', 'The item has no pack of this name.', { itemId: item.id, packs: item.packs.map(({ name }) => name) });
  return toMillionths(value * known.contains);
}

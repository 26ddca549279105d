import type { EntityManager } from 'typeorm';
import { corridor } from '#contracts';
import { refuseOn } from '#db';
import { DomainError, newId } from '#kernel';
import type { Work } from '#log';
import { streamOf } from '../corridor/corridor.entity.js';
import { toldOf } from '../holder/holder.js';
import { toMillionths } from '../item/convert-unit.js';
import { audienceOf } from '../sharing/audience-of.js';
import type { Entry, LotQuantity, Shelf } from './shelf.js';
import { tellStock } from './tell-stock.js';

/** Days before expiry at which somebody is told, where nobody set another number. */
const EXPIRY_WARNING = 60;

/** Locks the row of an item at a holder, which is made with the first entry. Of two, the lower key first: nobody waits in a ring. */
export async function lockShelves({ db, now }: Work, ...shelves: readonly Shelf[]): Promise<void> {
  const key = ({ holder, item }: Shelf): string => `${holder.id}:${item.id}`;
  for (const { holder, item } of [...shelves].sort((a, b) => (key(a) < key(b) ? -1 : 1))) {
    await db.query(
      `INSERT INTO corridor_stock (corridor_id, institution_id, holder_kind, holder_id, item_id, expiry_warning_days, first_at, entered_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $7)
       ON CONFLICT (holder_id, item_id) DO UPDATE SET entered_at = greatest(corridor_stock.entered_at, $7)`,
      [holder.corridorId, holder.institutionId, holder.kind, holder.id, item.id, EXPIRY_WARNING, now],
    );
  }
}

/** Puts lots on a locked shelf. @throws DomainError lot_differs */
export async function putIn(work: Work, shelf: Shelf, lots: readonly LotQuantity[], entry: Entry): Promise<void> {
  for (const { lot, expiresOn, quantity } of lots) {
    const [row] = await work.db.query<{ same: boolean }[]>(
      `INSERT INTO corridor_lot (corridor_id, institution_id, holder_id, item_id, lot, expires_on, quantity) VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (holder_id, item_id, lot) DO UPDATE SET quantity = corridor_lot.quantity + $7,
         expires_on = CASE WHEN corridor_lot.quantity = 0 THEN $6::date ELSE coalesce(corridor_lot.expires_on, $6::date) END
       RETURNING $6::date IS NULL OR expires_on = $6::date AS same`,
      [shelf.holder.corridorId, shelf.holder.institutionId, shelf.holder.id, shelf.item.id, lot, expiresOn, quantity],
    );
    if (row?.same !== true) throw new DomainError('lot_differs', 'The lot is in stock with another expiry date.', { lot });
  }
  await write(work, shelf, lots, entry);
}

/**
 * Takes so much off a locked shelf: of the named lot, otherwise what expires first. What has expired by the calendar of the
 * place goes only by its lot, and so does what is set aside by its lot for a shipment. @throws DomainError stock_short
 */
export async function takeOut(work: Work, shelf: Shelf, wanted: { readonly quantity: number; readonly lot?: string | undefined }, entry: Entry): Promise<LotQuantity[]> {
  const there = await work.db.query<LotQuantity[]>(
    `SELECT lot, expires_on::text AS "expiresOn", (quantity - aside)::float8 AS quantity
     FROM corridor_lot, LATERAL (SELECT CASE WHEN $3::text IS NULL THEN corridor_set_aside(holder_id, item_id, lot) ELSE 0 END AS aside) held WHERE holder_id = $1 AND item_id = $2 AND quantity > aside
       AND CASE WHEN $3::text IS NULL THEN expires_on IS NULL OR expires_on >= ($4::timestamptz AT TIME ZONE $5)::date ELSE lot = $3 END
     ORDER BY expires_on NULLS LAST, lot`,
    [shelf.holder.id, shelf.item.id, wanted.lot ?? null, work.now, shelf.holder.zone],
  );
  const short = new DomainError('stock_short', 'There is less in stock than that.', { left: toMillionths(there.reduce((sum, { quantity }) => sum + quantity, 0)), unit: shelf.item.unit });
  let missing = wanted.quantity;
  const taken: LotQuantity[] = [];
  for (const row of there) {
    const quantity = Math.min(missing, row.quantity);
    if (quantity > 0) taken.push({ ...row, quantity: toMillionths(quantity) });
    missing = toMillionths(missing - quantity);
  }
  if (missing > 0) throw short;
  await work.db.query(
    `UPDATE corridor_lot l SET quantity = l.quantity - t.quantity FROM jsonb_to_recordset($3::jsonb) AS t(lot text, quantity numeric) WHERE l.holder_id = $1 AND l.item_id = $2 AND l.lot = t.lot`,
    [shelf.holder.id, shelf.item.id, JSON.stringify(taken)],
  ).catch(refuseOn('stock_never_below_zero', short));
  await write(work, shelf, taken.map((one) => ({ ...one, quantity: -one.quantity })), entry);
  return taken;
}

/** Sets a lot on a locked shelf to what was counted. @returns the difference to what the ledger had */
export async function recount(work: Work, shelf: Shelf, counted: LotQuantity, entry: Entry): Promise<number> {
  const [stands] = await work.db.query<{ quantity: number }[]>('SELECT quantity::float8 AS quantity FROM corridor_lot WHERE holder_id = $1 AND item_id = $2 AND lot = $3', [shelf.holder.id, shelf.item.id, counted.lot]);
  const difference = toMillionths(counted.quantity - (stands?.quantity ?? 0));
  if (difference > 0) await putIn(work, shelf, [{ ...counted, quantity: difference }], entry);
  if (difference < 0) await takeOut(work, shelf, { quantity: -difference, lot: counted.lot }, entry);
  return difference;
}

/** How much of an item a holder has. */
export async function leftOf(db: EntityManager, { holder, item }: Shelf): Promise<number> {
  const [row] = await db.query<{ left: number }[]>('SELECT coalesce(sum(quantity), 0)::float8 AS left FROM corridor_lot WHERE holder_id = $1 AND item_id = $2', [holder.id, item.id]);
  return row?.left ?? 0;
}

async function write(work: Work, shelf: Shelf, lots: readonly LotQuantity[], { entry, at, personId, counterpartId, shipmentId, reason }: Entry): Promise<void> {
  const { holder, item } = shelf;
  await work.db.query(
    `INSERT INTO corridor_stock_entry (id, corridor_id, institution_id, holder_id, item_id, lot, entry, quantity, at, entered_at, person_id, counterpart_id, shipment_id, reason)
     SELECT id, $1, $2, $3, $4, lot, $5, quantity, $6, $7, $8, $9, $10, $11 FROM jsonb_to_recordset($12::jsonb) AS t(id uuid, lot text, quantity numeric)`,
    [holder.corridorId, holder.institutionId, holder.id, item.id, entry, at, work.now, personId, counterpartId ?? null, shipmentId ?? null, reason ?? null, JSON.stringify(lots.map((one) => ({ ...one, id: newId() })))],
  );
  const left = await leftOf(work.db, shelf);
  work.record(corridor.stockEntered, streamOf(holder.corridorId), {
    ...toldOf(holder), deploymentId: holder.deploymentId, itemId: item.id, entry, quantity: toMillionths(lots.reduce((sum, { quantity }) => sum + quantity, 0)), unit: item.unit, left, shipmentId: shipmentId ?? null,
  }, { audience: await audienceOf(work.db, holder.corridorId, holder.institutionId, 'stock') });
  await tellStock(work, shelf, left);
}

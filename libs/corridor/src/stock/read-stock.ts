import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { corridor, type Output, type Params } from '#contracts';
import { systemClock, type Principal } from '#kernel';
import { Answers, pageOf, placeOf, type Page, type QueryHandler } from '#realtime';
import { useOf } from './reckon-use.js';

type View = Output<typeof corridor.readStock>;
type Row = Omit<View, 'asOf' | 'low' | 'dailyUse' | 'windowDays' | 'daysLeft'> & { readonly asOf: Date; readonly firstAt: Date; readonly used: number };

/** One row an item, with its lots in the order in which they are given out and what was used within the window ($3). */
const STOCK = `SELECT s.item_id AS "itemId", i.name, i.unit, s.reorder_at::float8 AS "reorderAt", s.entered_at AS "asOf", s.first_at AS "firstAt",
  coalesce((SELECT sum(l.quantity) FROM corridor_lot l WHERE l.holder_id = s.holder_id AND l.item_id = s.item_id), 0)::float8 AS quantity,
  coalesce((SELECT jsonb_agg(jsonb_build_object('lot', l.lot, 'expiresOn', l.expires_on, 'expired', coalesce(l.expires_on < ($4::timestamptz AT TIME ZONE h.zone)::date, false), 'quantity', l.quantity) ORDER BY l.expires_on NULLS LAST, l.lot)
    FROM corridor_lot l WHERE l.holder_id = s.holder_id AND l.item_id = s.item_id AND l.quantity > 0), '[]') AS lots,
  coalesce((SELECT -sum(e.quantity) FROM corridor_stock_entry e WHERE e.holder_id = s.holder_id AND e.item_id = s.item_id AND e.entry = 'issue' AND e.at > $3), 0)::float8 AS used
  FROM corridor_stock s JOIN corridor_item i ON i.id = s.item_id JOIN corridor_holder h ON h.id = s.holder_id`;

@Injectable()
@Answers(corridor.readStock, (params) => ({ kind: 'corridor', id: params.corridorId }))
export class ReadStock implements QueryHandler<typeof corridor.readStock> {
  async execute(_: Principal, { corridorId, holderId, limit, iterator }: Params<typeof corridor.readStock>, db: EntityManager): Promise<Page<View>> {
    const now = systemClock.now();
    const rows = await db.query<Row[]>(
      `${STOCK} WHERE s.corridor_id = $1 AND s.holder_id = $2 AND ($5::uuid IS NULL OR s.item_id > $5) ORDER BY s.item_id LIMIT $6`,
      [corridorId, holderId, useOf.since(now), now, placeOf(iterator, corridor.id), limit + 1],
    );
    return pageOf(rows.map((row) => view(row, now)), limit, (row) => row.itemId);
  }
}

function view({ firstAt, used, asOf, ...row }: Row, now: Date): View {
  return { ...row, low: row.reorderAt !== null && row.quantity <= row.reorderAt, ...useOf.reckon(row.quantity, used, firstAt, now), asOf: asOf.toISOString() };
}

const place = z.tuple([z.string(), z.uuid()]);
type EntryView = Output<typeof corridor.listStockEntries>;

@Injectable()
@Answers(corridor.listStockEntries, (params) => ({ kind: 'corridor', id: params.corridorId }))
export class ListStockEntries implements QueryHandler<typeof corridor.listStockEntries> {
  async execute(_: Principal, { corridorId, holderId, itemId, limit, iterator }: Params<typeof corridor.listStockEntries>, db: EntityManager): Promise<Page<EntryView>> {
    const [at, id] = placeOf(iterator, place) ?? [null, null];
    // The reason of a count is for the organisation that keeps the stock, whatever its compact shares.
    const rows = await db.query<(Omit<EntryView, 'at' | 'enteredAt'> & { at: Date; enteredAt: Date })[]>(
      `SELECT e.id, e.item_id AS "itemId", e.entry, e.lot, e.quantity::float8 AS quantity, i.unit, e.at, e.entered_at AS "enteredAt", e.person_id AS by, e.counterpart_id AS "counterpartId",
         e.shipment_id AS "shipmentId", CASE WHEN hub_has_role('administrator') OR e.institution_id = ANY ((SELECT corridor_acting())::uuid[]) THEN e.reason END AS reason
       FROM corridor_stock_entry e JOIN corridor_item i ON i.id = e.item_id
       WHERE e.corridor_id = $1 AND e.holder_id = $2 AND ($3::uuid IS NULL OR e.item_id = $3) AND ($4::timestamptz IS NULL OR (e.entered_at, e.id) < ($4, $5::uuid))
       ORDER BY e.entered_at DESC, e.id DESC LIMIT $6`,
      [corridorId, holderId, itemId ?? null, at, id, limit + 1],
    );
    return pageOf(rows.map((row) => ({ ...row, at: row.at.toISOString(), enteredAt: row.enteredAt.toISOString() })), limit, (row) => [row.enteredAt, row.id]);
  }
}

type SumView = Output<typeof corridor.sumStock>;

/** Of holders that keep a ledger of the item as far as the reader may see it; a holder without one is not taken to have none. */
@Injectable()
@Answers(corridor.sumStock, (params) => ({ kind: 'corridor', id: params.corridorId }))
export class SumStock implements QueryHandler<typeof corridor.sumStock> {
  async execute(_: Principal, { corridorId, limit, iterator }: Params<typeof corridor.sumStock>, db: EntityManager): Promise<Page<SumView>> {
    const rows = await db.query<SumView[]>(
      `SELECT i.id AS "itemId", i.name, i.unit, count(DISTINCT s.holder_id)::int AS reported, (SELECT count(*)::int FROM corridor_holder h WHERE h.corridor_id = $1 AND h.open) AS of,
         CASE WHEN count(s.holder_id) > 0 THEN coalesce(sum(l.quantity), 0)::float8 END AS quantity
       FROM corridor_item i LEFT JOIN (corridor_stock s JOIN corridor_holder o ON o.id = s.holder_id AND o.open) ON s.item_id = i.id LEFT JOIN corridor_lot l ON l.holder_id = s.holder_id AND l.item_id = s.item_id
       WHERE i.corridor_id = $1 AND ($2::uuid IS NULL OR i.id > $2) GROUP BY i.id ORDER BY i.id LIMIT $3`,
      [corridorId, placeOf(iterator, corridor.id), limit + 1],
    );
    return pageOf(rows, limit, (row) => row.itemId);
  }
}

import type { EntityManager } from 'typeorm';
import { arrivalsOf } from '../arrival/arrivals.rows.js';
import type { Readings } from '../board/judge-age.js';
import { reckonOxygen } from '../board/reckon-oxygen.js';
import type { Holder } from '../holder/holder.js';
import { toMillionths } from '../item/convert-unit.js';
import { useOf } from '../stock/reckon-use.js';
import { judgeHorizon, outAt, type Verdict } from './judge-horizon.js';

export interface Supply {
  readonly source: 'stop' | 'shipment';
  readonly deploymentId: string | null;
  readonly shipmentId: string | null;
  readonly earliest: Date;
  readonly latest: Date;
}

/** How long one thing lasts at a holder, beside when more can come. */
export interface Horizon {
  /** Null: oxygen, by the board. */
  readonly itemId: string | null;
  readonly unit: string;
  readonly quantity: number;
  readonly dailyUse: number;
  /** What was used on the busiest day of the window. */
  readonly busiestDay: number;
  readonly likelyOut: Date | null;
  readonly worstOut: Date | null;
  readonly supply: Supply | null;
  readonly verdict: Verdict;
}

/** The horizon of all that a holder keeps, as far as whoever asks may see it. */
export async function horizonOf(db: EntityManager, holder: Holder, now: Date): Promise<Horizon[]> {
  const [stop, shipments] = [await nextStop(db, holder), await coming(db, holder)];
  const shelves = (await readShelves(db, holder, now)).map(({ itemId, unit, quantity, used, firstAt, busiest }): Horizon => {
    const { dailyUse } = useOf.reckon(quantity, used, firstAt, now);
    const supply = sooner(stop, shipments.get(itemId) ?? null);
    const worstOut = outAt(quantity, Math.max(dailyUse, busiest), now);
    return { itemId, unit, quantity, dailyUse, busiestDay: toMillionths(busiest), likelyOut: outAt(quantity, dailyUse, now), worstOut, supply, verdict: judgeHorizon(worstOut, supply) };
  });
  const oxygen = await readOxygen(db, holder, stop, now);
  return oxygen === null ? shelves : [oxygen, ...shelves];
}

const sooner = (a: Supply | null, b: Supply | null): Supply | null => (a === null || (b !== null && b.latest < a.latest) ? b : a);

/** Of a unit under way the stop ahead, where all of it can be had. */
async function nextStop(db: EntityManager, { deploymentId }: Holder): Promise<Supply | null> {
  const [first] = deploymentId === null ? [] : await arrivalsOf(db, deploymentId);
  return first === undefined ? null : { source: 'stop', deploymentId, shipmentId: null, earliest: new Date(first.earliest), latest: new Date(first.latest) };
}

/** By item the first shipment on its way here: when its carrier comes, otherwise when it is expected. */
async function coming(db: EntityManager, { id }: Holder): Promise<Map<string, Supply>> {
  const rows = await db.query<(Omit<Supply, 'source'> & { itemId: string })[]>(
    `SELECT DISTINCT ON (l.item_id) l.item_id AS "itemId", s.id AS "shipmentId", a.deployment_id AS "deploymentId", coalesce(a.earliest_at, s.expected_at) AS earliest, coalesce(a.latest_at, s.expected_at) AS latest
     FROM corridor_shipment s JOIN corridor_shipment_load l ON l.shipment_id = s.id
     LEFT JOIN corridor_deployment d ON d.unit_id = s.carrier_unit_id AND d.state = 'in_transit'
     LEFT JOIN corridor_arrival a ON a.deployment_id = d.id AND (EXISTS (SELECT FROM corridor_leg g WHERE g.id = a.leg_id AND g.to_centre_id = s.to_id) OR (a.leg_id IS NULL AND d.centre_id = s.to_id))
     WHERE s.to_id = $1 AND s.state IN ('dispatched', 'at_border', 'cleared') AND coalesce(a.latest_at, s.expected_at) IS NOT NULL
     ORDER BY l.item_id, coalesce(a.latest_at, s.expected_at)`, [id]);
  return new Map(rows.map(({ itemId, ...supply }) => [itemId, { ...supply, source: 'shipment' }]));
}

interface Shelf {
  readonly itemId: string;
  readonly unit: string;
  readonly quantity: number;
  readonly used: number;
  readonly firstAt: Date;
  readonly busiest: number;
}

/** What may be given out, and what was used within the window: in all, and on its busiest day, counted back from now. */
function readShelves(db: EntityManager, { id, zone }: Holder, now: Date): Promise<Shelf[]> {
  return db.query(
    `SELECT s.item_id AS "itemId", i.unit, s.first_at AS "firstAt", coalesce(u.used, 0)::float8 AS used, coalesce(u.busiest, 0)::float8 AS busiest,
       coalesce((SELECT sum(l.quantity) FROM corridor_lot l WHERE l.holder_id = s.holder_id AND l.item_id = s.item_id AND (l.expires_on IS NULL OR l.expires_on >= ($2::timestamptz AT TIME ZONE $4)::date)), 0)::float8 AS quantity
     FROM corridor_stock s JOIN corridor_item i ON i.id = s.item_id
     LEFT JOIN LATERAL (SELECT sum(day.used) AS used, max(day.used) AS busiest FROM (SELECT -sum(e.quantity) AS used FROM corridor_stock_entry e
       WHERE e.holder_id = s.holder_id AND e.item_id = s.item_id AND e.entry = 'issue' AND e.at > $3 GROUP BY floor(extract(epoch FROM $2::timestamptz - e.at) / 86400)) day) u ON true
     WHERE s.holder_id = $1 ORDER BY s.item_id`,
    [id, now, useOf.since(now), zone],
  );
}

/** Oxygen is used at the demand of the board; the cylinders that it counts are all there is. A figure that is stale is no ground for anything. */
async function readOxygen(db: EntityManager, { id }: Holder, supply: Supply | null, now: Date): Promise<Horizon | null> {
  const [board] = await db.query<{ readings: Readings }[]>(`SELECT readings FROM corridor_board WHERE holder_id = $1 AND data_class = 'capacity'`, [id]);
  const left = reckonOxygen(board?.readings ?? {}, now);
  if (left === null || left.freshness === 'stale' || left.hoursLeft === null) return null;
  const quantity = numberOf(board?.readings, 'oxygen.cylinders') * numberOf(board?.readings, 'oxygen.cylinder_litres');
  const out = new Date(now.getTime() + left.hoursLeft * 3_600_000);
  const dailyUse = left.hoursLeft === 0 ? 0 : toMillionths((quantity / left.hoursLeft) * 24);
  return { itemId: null, unit: 'L', quantity, dailyUse, busiestDay: dailyUse, likelyOut: out, worstOut: out, supply, verdict: judgeHorizon(out, supply) };
}

const numberOf = (readings: Readings | undefined, field: string): number => { const value = readings?.[field]?.value; return typeof value === 'number' ? value : 0; };

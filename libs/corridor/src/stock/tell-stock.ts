import type { Work } from '#log';
import { clearAlert, raiseAlert } from '../alert/raise-alert.js';
import { alertOf } from '../holder/holder.js';
import type { Shelf } from './shelf.js';

/** Raises or ends what a shelf says of want: down to its reorder level, or nothing left that expires soon. */
export async function tellStock(work: Work, { holder, item }: Shelf, left: number): Promise<void> {
  const [stock] = await work.db.query<{ reorderAt: number | null; expiring: boolean }[]>(
    `SELECT s.reorder_at::float8 AS "reorderAt", EXISTS (SELECT FROM corridor_lot l WHERE l.holder_id = s.holder_id AND l.item_id = s.item_id AND l.quantity > 0
       AND l.expires_on <= ($3::timestamptz AT TIME ZONE $4)::date + s.expiry_warning_days) AS expiring FROM corridor_stock s WHERE s.holder_id = $1 AND s.item_id = $2`,
    [holder.id, item.id, work.now, holder.zone],
  );
  const reorderAt = stock?.reorderAt ?? null;
  const low = `stock_low:${holder.id}:${item.id}`;
  if (reorderAt !== null && left <= reorderAt) {
    await raiseAlert(work, {
      ...alertOf(holder), key: low, kind: 'stock_low', severity: left === 0 ? 'severe' : 'moderate', urgency: 'expected', certainty: 'observed', observedAt: work.now,
      facts: { itemId: item.id, left, reorderAt, unit: item.unit },
    });
  } else await clearAlert(work, holder.corridorId, low);
  if (stock?.expiring !== true) await clearAlert(work, holder.corridorId, `stock_expiring:${holder.id}:${item.id}`);
}

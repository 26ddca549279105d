import type { EntityManager } from 'typeorm';
import { DomainError } from '#kernel';
import { knownNumber, type Readings } from '../board/judge-age.js';
import type { Holder } from '../holder/holder.js';
import { toMillionths } from '../item/convert-unit.js';
import type { CapacityRequest } from './request.js';

type Wanted = Pick<CapacityRequest, 'needKind' | 'needCode'>;

/**
 * What a holder can still promise: what is there by its board or ledger now, less what it has promised and not got back. To be
 * asked under the lock of the holder, so that of two who promise the same the second one sees the first. What is not known,
 * or stale, is not promised. @throws DomainError capacity_unknown
 */
export async function whatIsLeft(db: EntityManager, holder: Holder, wanted: Wanted, now: Date): Promise<{ there: number; left: number }> {
  const there = await whatIsThere(db, holder, wanted, now);
  if (there === null) throw new DomainError('capacity_unknown', 'How much is there is not known, or the figure is stale: report the board first.', { needKind: wanted.needKind, needCode: wanted.needCode });
  if (wanted.needKind === 'stock') return { there, left: Math.max(0, await unpromised(db, holder.id, wanted.needCode)) };
  const [held] = await db.query<{ sum: number }[]>(
    `SELECT coalesce(sum(amount), 0)::float8 AS sum FROM corridor_capacity_offer WHERE holder_id = $1 AND need_kind = $2 AND need_code = $3 AND state IN ('offered', 'accepted')`, [holder.id, wanted.needKind, wanted.needCode]);
  return { there, left: Math.max(0, toMillionths(there - (held?.sum ?? 0))) };
}

/** Of stock also what is prepared to be sent is promised. */
async function unpromised(db: EntityManager, holderId: string, itemId: string): Promise<number> {
  const [row] = await db.query<{ left: number }[]>('SELECT corridor_unpromised($1, $2)::float8 AS left', [holderId, itemId]);
  return toMillionths(row?.left ?? 0);
}

async function whatIsThere(db: EntityManager, holder: Holder, { needKind, needCode }: Wanted, now: Date): Promise<number | null> {
  if (needKind === 'unit') return wholeUnit(db, holder, needCode);
  if (needKind === 'stock') {
    const [stock] = await db.query<{ left: number | null }[]>(
      `SELECT (SELECT coalesce(sum(l.quantity), 0)::float8 FROM corridor_lot l WHERE l.holder_id = s.holder_id AND l.item_id = s.item_id AND (l.expires_on IS NULL OR l.expires_on >= ($3::timestamptz AT TIME ZONE $4)::date)) AS left
       FROM corridor_stock s WHERE s.holder_id = $1 AND s.item_id = $2`, [holder.id, needCode, now, holder.zone]);
    return stock?.left ?? null;
  }
  const [board] = await db.query<{ readings: Readings }[]>('SELECT readings FROM corridor_board WHERE holder_id = $1 AND data_class = $2', [holder.id, needKind === 'staff' ? 'staff' : 'capacity']);
  return knownNumber(board?.readings ?? {}, needKind === 'staff' ? `staff.${needCode}` : `beds.${needCode}.available`, now);
}

/** A unit is there as a whole: one of the type, in service, with no deployment that binds it. */
async function wholeUnit(db: EntityManager, { kind, id, emtType, deploymentId }: Holder, wanted: string): Promise<number> {
  if (kind !== 'unit' || emtType !== wanted || deploymentId !== null) return 0;
  const serving = await db.query<unknown[]>(`SELECT FROM corridor_unit WHERE id = $1 AND state = 'in_service'`, [id]);
  return serving.length;
}

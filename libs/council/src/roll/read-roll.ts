import type { EntityManager } from 'typeorm';
import type { RollSeat } from '../attendance/judge-quorum.js';

/** An active seat of a body with the people who may act for it. */
export interface Seat extends RollSeat {
  readonly delegateId: string | null;
  readonly alternateIds: readonly string[];
}

const SEAT = `id AS "seatId", institution_id AS "institutionId", country_code AS "countryCode", trim_scale(weight)::text AS weight, delegate_id AS "delegateId", alternate_ids AS "alternateIds"`;

/** The active seats of a body, in the order of ids. */
export async function readRoll(db: EntityManager, bodyId: string): Promise<readonly Seat[]> {
  return db.query<Seat[]>(`SELECT ${SEAT} FROM council_seat WHERE body_id = $1 AND state = 'active' ORDER BY id`, [bodyId]);
}

/** One active seat of a body. */
export async function readSeat(db: EntityManager, bodyId: string, seatId: string): Promise<Seat | null> {
  const [seat] = await db.query<Seat[]>(`SELECT ${SEAT} FROM council_seat WHERE body_id = $1 AND id = $2 AND state = 'active'`, [bodyId, seatId]);
  return seat ?? null;
}

/** Whose the seat is, as events of it say. */
export function whose({ institutionId, countryCode }: Pick<Seat, 'institutionId' | 'countryCode'>): Pick<Seat, 'institutionId' | 'countryCode'> {
  return { institutionId, countryCode };
}

/** Everybody who may act for a seat: its delegate, then its alternates in their order. */
export function peopleOf(seat: Pick<Seat, 'delegateId' | 'alternateIds'>): readonly string[] {
  return [...(seat.delegateId === null ? [] : [seat.delegateId]), ...seat.alternateIds];
}

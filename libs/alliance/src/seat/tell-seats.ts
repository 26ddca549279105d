import type { EntityManager } from 'typeorm';
import { alliance, type Data } from '#contracts';
import { DomainError } from '#kernel';
import type { Work } from '#log';
import { Seat } from './seat.entity.js';

/** A seat as everybody may read it. */
export type SeatFact = Data<typeof alliance.seatChanged>;

type Which = { readonly seatId: string } | { readonly institutionId: string } | { readonly bodyId: string; readonly state: Seat['state']; readonly after: string | null; readonly limit: number };

const SQL = `SELECT s.id AS "seatId", s.body_id AS "bodyId", s.institution_id AS "institutionId", i.country_code AS "countryCode",
    trim_scale(s.weight)::text AS weight, s.delegate_id AS "delegateId", s.state,
    ARRAY(SELECT a.person_id FROM alliance_alternate a WHERE a.seat_id = s.id ORDER BY a.rank) AS "alternateIds"
  FROM alliance_seat s JOIN alliance_institution i ON i.id = s.institution_id`;

/** Seats with all that is known of them: one, those of an institution, or a page of those of a body. */
export function seatsOf(db: EntityManager, which: Which): Promise<SeatFact[]> {
  if ('seatId' in which) return db.query(`${SQL} WHERE s.id = $1`, [which.seatId]);
  if ('institutionId' in which) return db.query(`${SQL} WHERE s.institution_id = $1 AND s.state = 'active' ORDER BY s.body_id`, [which.institutionId]);
  return db.query(`${SQL} WHERE s.body_id = $1 AND s.state = $2 AND ($3::uuid IS NULL OR s.id > $3) ORDER BY s.id LIMIT $4`, [which.bodyId, which.state, which.after, which.limit]);
}

/** Tells how these seats stand now. */
export function tellSeats(work: Work, seats: readonly SeatFact[]): void {
  for (const seat of seats) work.record(alliance.seatChanged, `body:${seat.bodyId}`, seat);
}

/** The one seat as it stands in this transaction. */
export async function seatNow(db: EntityManager, seatId: string): Promise<SeatFact> {
  const [seat] = await seatsOf(db, { seatId });
  if (seat === undefined) throw new DomainError('not_found', 'There is no seat of this id.');
  return seat;
}

/** The seat, locked until the transaction ends, if it can still be changed. @throws DomainError not_found, seat_vacated */
export async function lockSeat(db: EntityManager, seatId: string): Promise<Seat> {
  const seat = await db.findOne(Seat, { where: { id: seatId }, lock: { mode: 'pessimistic_write' } });
  if (seat === null) throw new DomainError('not_found', 'There is no seat of this id.');
  seat.insistOnActive();
  return seat;
}

/** Those who may act for a seat: their rights move with it. */
export function actorsOf(seat: SeatFact): string[] {
  return [seat.delegateId, ...seat.alternateIds].flatMap((id) => (id === null ? [] : [`person:${id}`]));
}

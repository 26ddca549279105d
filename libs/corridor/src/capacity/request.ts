import type { EntityManager } from 'typeorm';
import { corridor, type Output } from '#contracts';
import { DomainError } from '#kernel';
import type { Work } from '#log';
import { streamOf } from '../corridor/corridor.entity.js';
import { audienceOf } from '../sharing/audience-of.js';
import type { OfferState, RequestState } from './capacity-states.js';

type Told = Pick<Output<typeof corridor.readRequest>, 'holderKind' | 'holderId' | 'institutionId' | 'needKind' | 'needCode' | 'amount' | 'accepted' | 'urgency'>;
export interface CapacityRequest extends Told {
  readonly id: string;
  readonly corridorId: string;
  readonly countryCode: string;
  readonly until: Date;
  readonly state: RequestState;
  /** Counts up with every change of state: its timer names the one that it was made for. */
  readonly version: number;
}

export interface Offer {
  readonly id: string;
  readonly requestId: string;
  readonly corridorId: string;
  readonly institutionId: string;
  readonly askerId: string;
  readonly holderKind: 'centre' | 'unit';
  readonly holderId: string;
  readonly countryCode: string;
  readonly needKind: CapacityRequest['needKind'];
  readonly needCode: string;
  readonly amount: number;
  readonly state: OfferState;
}

const REQUEST = `SELECT r.id, r.corridor_id AS "corridorId", r.institution_id AS "institutionId", r.holder_kind AS "holderKind", r.holder_id AS "holderId", r.country_code AS "countryCode", r.need_kind AS "needKind",
  r.need_code AS "needCode", r.amount::float8 AS amount, r.accepted::float8 AS accepted, r.urgency, r.until, r.state, r.version FROM corridor_capacity_request r`;
const OFFER = `SELECT o.id, o.request_id AS "requestId", o.corridor_id AS "corridorId", o.institution_id AS "institutionId", o.asker_id AS "askerId", o.holder_kind AS "holderKind", o.holder_id AS "holderId",
  h.country_code AS "countryCode", o.need_kind AS "needKind", o.need_code AS "needCode", o.amount::float8 AS amount, o.state FROM corridor_capacity_offer o JOIN corridor_holder h ON h.id = o.holder_id`;

/** The request under its lock: whatever moves it or its offers takes its turn. @throws DomainError request_unknown */
export async function lockRequest(db: EntityManager, corridorId: string, requestId: string): Promise<CapacityRequest> {
  const [found] = await db.query<CapacityRequest[]>(`${REQUEST} WHERE r.corridor_id = $1 AND r.id = $2 FOR NO KEY UPDATE`, [corridorId, requestId]);
  if (found === undefined) throw new DomainError('capacity_request_unknown', 'There is no request of this id in this corridor.');
  return found;
}

/** An offer with its request, which is under its lock. @throws DomainError offer_unknown */
export async function lockOffer(db: EntityManager, { corridorId, offerId }: { readonly corridorId: string; readonly offerId: string }): Promise<{ offer: Offer; request: CapacityRequest }> {
  const [named] = await db.query<{ requestId: string }[]>('SELECT request_id AS "requestId" FROM corridor_capacity_offer WHERE corridor_id = $1 AND id = $2', [corridorId, offerId]);
  const request = named === undefined ? undefined : await lockRequest(db, corridorId, named.requestId);
  // Read again: whoever held the lock before may have moved it.
  const [offer] = request === undefined ? [] : await db.query<Offer[]>(`${OFFER} WHERE o.id = $1`, [offerId]);
  if (request === undefined || offer === undefined) throw new DomainError('offer_unknown', 'There is no offer of this id.');
  return { offer, request };
}

/** Offers of a request in these states, of which its lock is held. */
export function offersOf(db: EntityManager, requestId: string, states: readonly OfferState[]): Promise<Offer[]> {
  return db.query(`${OFFER} WHERE o.request_id = $1 AND o.state = ANY ($2) ORDER BY o.id`, [requestId, states]);
}

/** Moves a request, and tells how it stands now. Its version goes up when its state changes. */
export async function moveRequest(work: Work, request: CapacityRequest, to: { readonly state: RequestState; readonly accepted?: number }): Promise<CapacityRequest> {
  const moved = { ...request, ...to, version: request.version + (to.state === request.state ? 0 : 1) };
  await work.db.query('UPDATE corridor_capacity_request SET state = $2, accepted = $3, version = $4 WHERE id = $1', [moved.id, moved.state, moved.accepted, moved.version]);
  tellRequest(work, moved);
  return moved;
}

export function tellRequest(work: Work, { id, corridorId, holderKind, holderId, institutionId, countryCode, needKind, needCode, amount, accepted, urgency, until, state, version }: CapacityRequest): void {
  work.record(corridor.requestChanged, streamOf(corridorId), { requestId: id, holderKind, holderId, institutionId, countryCode, needKind, needCode, amount, accepted, urgency, until: until.toISOString(), state, version });
}

/** Moves an offer and tells it, to who asked and to those with whom the offering organisation shares the class. */
export async function moveOffer(work: Work, offer: Offer, state: OfferState): Promise<void> {
  await work.db.query('UPDATE corridor_capacity_offer SET state = $2 WHERE id = $1', [offer.id, state]);
  await tellOffer(work, { ...offer, state });
}

export async function tellOffer(work: Work, { id, requestId, corridorId, holderKind, holderId, institutionId, askerId, countryCode, needKind, needCode, amount, state }: Offer): Promise<void> {
  const audience = [...new Set([...(await audienceOf(work.db, corridorId, institutionId, corridor.classOfNeed[needKind])), `org:${askerId}`])];
  work.record(corridor.offerChanged, streamOf(corridorId), { offerId: id, requestId, holderKind, holderId, institutionId, countryCode, needKind, needCode, amount, state }, { audience });
}

import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { corridor, type Output, type Params } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import { Answers, pageOf, placeOf, type Page, type QueryHandler } from '#realtime';

type View = Output<typeof corridor.listRequests>;
type Whole = Output<typeof corridor.readRequest>;
type Row = Omit<View, 'until' | 'requestedAt'> & { readonly until: Date; readonly requestedAt: Date };

const VIEW = `SELECT id, holder_kind AS "holderKind", holder_id AS "holderId", institution_id AS "institutionId", need_kind AS "needKind", need_code AS "needCode", amount::float8 AS amount, accepted::float8 AS accepted,
  urgency, until, state, requested_at AS "requestedAt" FROM corridor_capacity_request`;
const view = (row: Row): View => ({ ...row, until: row.until.toISOString(), requestedAt: row.requestedAt.toISOString() });

@Injectable()
@Answers(corridor.listRequests, (params) => ({ kind: 'corridor', id: params.corridorId }))
export class ListRequests implements QueryHandler<typeof corridor.listRequests> {
  async execute(_: Principal, { corridorId, state, limit, iterator }: Params<typeof corridor.listRequests>, db: EntityManager): Promise<Page<View>> {
    const rows = await db.query<Row[]>(`${VIEW} WHERE corridor_id = $1 AND ($2::text IS NULL OR state = $2) AND ($3::uuid IS NULL OR id < $3) ORDER BY id DESC LIMIT $4`, [corridorId, state ?? null, placeOf(iterator, corridor.id), limit + 1]);
    return pageOf(rows.map(view), limit, (row) => row.id);
  }
}

/** Who asked sees every offer; others those of organisations that share the class with them, and their own. */
@Injectable()
@Answers(corridor.readRequest, (params) => ({ kind: 'corridor', id: params.corridorId }))
export class ReadRequest implements QueryHandler<typeof corridor.readRequest> {
  async execute(_: Principal, { corridorId, requestId }: Params<typeof corridor.readRequest>, db: EntityManager): Promise<Whole> {
    const [row] = await db.query<Row[]>(`${VIEW} WHERE corridor_id = $1 AND id = $2`, [corridorId, requestId]);
    if (row === undefined) throw new DomainError('capacity_request_unknown', 'There is no request of this id in this corridor.');
    const offers = await db.query<(Omit<Whole['offers'][number], 'offeredAt'> & { offeredAt: Date })[]>(
      `SELECT id, request_id AS "requestId", holder_kind AS "holderKind", holder_id AS "holderId", institution_id AS "institutionId", amount::float8 AS amount, state, offered_at AS "offeredAt"
       FROM corridor_capacity_offer WHERE request_id = $1 ORDER BY id LIMIT 500`, [requestId]);
    return { ...view(row), offers: offers.map((offer) => ({ ...offer, offeredAt: offer.offeredAt.toISOString() })) };
  }
}

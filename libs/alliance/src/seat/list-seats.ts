import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { alliance, type Output, type Params } from '#contracts';
import type { Principal } from '#kernel';
import { Answers, pageOf, placeOf, type Page, type QueryHandler } from '#realtime';
import { seatsOf } from './tell-seats.js';

type Item = Output<typeof alliance.listSeats>;

@Injectable()
@Answers(alliance.listSeats, (params) => ({ kind: 'body', id: params.bodyId }))
export class ListSeats implements QueryHandler<typeof alliance.listSeats> {
  async execute(_actor: Principal, params: Params<typeof alliance.listSeats>, db: EntityManager): Promise<Page<Item>> {
    const after = placeOf(params.iterator, z.uuid());
    const seats = await seatsOf(db, { bodyId: params.bodyId, state: params.state, after, limit: params.limit + 1 });
    return pageOf(seats.map(({ seatId, ...seat }) => ({ id: seatId, ...seat })), params.limit, (seat) => seat.id);
  }
}

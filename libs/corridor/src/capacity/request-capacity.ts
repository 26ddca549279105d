import { Injectable } from '@nestjs/common';
import { corridor, type Input, type Output } from '#contracts';
import { DomainError, newId, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, next, type CommandHandler, type Granted } from '#realtime';
import { holderIn, holderOf, insistOnOpen } from '../holder/holder.js';
import { readItem } from '../item/item.js';
import { insistOnActing } from '../standing/insist-on-acting.js';
import { requestMachine } from './capacity-states.js';
import { lapse } from './lapse-offers.js';
import { lockRequest, moveRequest, tellRequest, type CapacityRequest } from './request.js';

/** The longest that anybody is asked to hold something. */
const LONGEST = 90 * 86_400_000;

@Injectable()
@Handles(corridor.requestCapacity, (input) => ({ kind: 'corridor', id: input.corridorId }))
export class RequestCapacity implements CommandHandler<typeof corridor.requestCapacity> {
  async execute(actor: Principal, input: Input<typeof corridor.requestCapacity>, work: Work, { standing }: Granted): Promise<Output<typeof corridor.requestCapacity>> {
    const { corridorId, need, amount, urgency } = input;
    const until = new Date(input.until);
    if (until <= work.now || until.getTime() > work.now.getTime() + LONGEST) {
      throw new DomainError('invalid_input', 'A request ends within the next ninety days.', { issues: [{ pointer: '/until', rule: 'later than now, and at most ninety days' }] });
    }
    const holder = insistOnOpen(await holderIn(work.db, corridorId, holderOf(input)));
    await insistOnActing(work.db, actor, corridorId, [holder.institutionId], standing);
    if (need.kind === 'stock') await readItem(work.db, corridorId, need.code);
    const request: CapacityRequest = {
      id: newId(), corridorId, institutionId: holder.institutionId, holderKind: holder.kind, holderId: holder.id, countryCode: holder.countryCode, needKind: need.kind, needCode: need.code, amount,
      accepted: 0, urgency, until, state: 'open', version: 1,
    };
    await work.db.query(
      `INSERT INTO corridor_capacity_request (id, corridor_id, institution_id, holder_kind, holder_id, country_code, need_kind, need_code, amount, accepted, urgency, until, state, version, requested_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10, $11, 'open', 1, $12)`,
      [request.id, corridorId, holder.institutionId, holder.kind, holder.id, holder.countryCode, need.kind, need.code, amount, urgency, until, work.now],
    );
    tellRequest(work, request);
    return { requestId: request.id };
  }
}

@Injectable()
@Handles(corridor.withdrawRequest, (input) => ({ kind: 'corridor', id: input.corridorId }))
export class WithdrawRequest implements CommandHandler<typeof corridor.withdrawRequest> {
  async execute(actor: Principal, { corridorId, requestId }: Input<typeof corridor.withdrawRequest>, work: Work, { standing }: Granted): Promise<Output<typeof corridor.withdrawRequest>> {
    const request = await lockRequest(work.db, corridorId, requestId);
    await insistOnActing(work.db, actor, corridorId, [request.institutionId], standing);
    const { state } = await moveRequest(work, request, { state: next(requestMachine, request.state, corridor.withdrawRequest) });
    await lapse(work, requestId, ['offered', 'accepted']);
    return { requestId, state };
  }
}

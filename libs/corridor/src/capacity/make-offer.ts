import { Injectable } from '@nestjs/common';
import { corridor, type Input, type Output } from '#contracts';
import { refuseOn } from '#db';
import { DomainError, newId, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, insistOn, next, type CommandHandler, type Granted } from '#realtime';
import { holderIn, holderOf, lockHolder } from '../holder/holder.js';
import { toMillionths } from '../item/convert-unit.js';
import { insistOnActing } from '../standing/insist-on-acting.js';
import { offerMachine, requestMachine } from './capacity-states.js';
import { lapse } from './lapse-offers.js';
import { lockOffer, lockRequest, moveOffer, moveRequest, tellOffer, type Offer } from './request.js';
import { whatIsLeft } from './what-is-left.js';
import { itsCorridor } from '../standing/concerns.js';

type Stands = Output<typeof corridor.acceptOffer>;
/** The holder's lock orders promises of the same: of two that are made at once the second one finds what the first one left. */
@Injectable()
@Handles(corridor.makeOffer, itsCorridor)
export class MakeOffer implements CommandHandler<typeof corridor.makeOffer> {
  async execute(actor: Principal, input: Input<typeof corridor.makeOffer>, work: Work, { standing }: Granted): Promise<Output<typeof corridor.makeOffer>> {
    const { corridorId, requestId, amount } = input;
    const request = await lockRequest(work.db, corridorId, requestId);
    insistOn(requestMachine, request.state, ['open']);
    // A request whose time is over counts for ended, though its job may still be under way.
    if (request.until <= work.now) throw new DomainError('request_state', 'The time of the request is over.', { state: 'expired', needs: ['open'] });
    const ref = holderOf(input.from);
    await holderIn(work.db, corridorId, ref);
    const holder = await lockHolder(work.db, ref);
    if (holder.id === request.holderId) throw new DomainError('offer_own', 'The offer is made by the centre or unit that asks.');
    await insistOnActing(work.db, actor, corridorId, [holder.institutionId], standing);
    const { needKind, needCode } = request;
    if (needKind !== 'stock' && !Number.isInteger(amount)) throw new DomainError('invalid_input', 'Beds, people and units are counted in whole numbers.', { issues: [{ pointer: '/amount', rule: 'a whole number' }] });
    const { there, left } = await whatIsLeft(work.db, holder, request, work.now);
    const short = new DomainError('capacity_short', `Only ${left} of ${there} are left to promise.`, { left, there });
    if (amount > left) throw short;

    const offer: Offer = {
      id: newId(), requestId, corridorId, institutionId: holder.institutionId, askerId: request.institutionId, holderKind: holder.kind, holderId: holder.id, countryCode: holder.countryCode, needKind, needCode, amount, state: 'offered',
    };
    await work.db.query(
      `INSERT INTO corridor_capacity_offer (id, request_id, corridor_id, institution_id, asker_id, holder_kind, holder_id, data_class, need_kind, need_code, amount, state, offered_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'offered', $12)`,
      [offer.id, requestId, corridorId, holder.institutionId, request.institutionId, holder.kind, holder.id, corridor.classOfNeed[needKind], needKind, needCode, amount, work.now],
    ).catch(refuseOn('stock_promised_once', short));
    await tellOffer(work, offer);
    return { offerId: offer.id, left: toMillionths(left - amount) };
  }
}

@Injectable()
@Handles(corridor.acceptOffer, itsCorridor)
export class AcceptOffer implements CommandHandler<typeof corridor.acceptOffer> {
  async execute(actor: Principal, input: Input<typeof corridor.acceptOffer>, work: Work, { standing }: Granted): Promise<Stands> {
    const { offer, request } = await lockOffer(work.db, input);
    await insistOnActing(work.db, actor, input.corridorId, [request.institutionId], standing);
    const state = next(offerMachine, offer.state, corridor.acceptOffer);
    insistOn(requestMachine, request.state, ['open']);
    const accepted = toMillionths(request.accepted + offer.amount);
    await moveOffer(work, offer, state);
    const moved = await moveRequest(work, request, { accepted, state: accepted >= request.amount ? 'filled' : 'open' });
    if (moved.state === 'filled') await lapse(work, request.id, ['offered']);
    return { offerId: offer.id, state, requestState: moved.state };
  }
}

@Injectable()
@Handles(corridor.declineOffer, itsCorridor)
export class DeclineOffer implements CommandHandler<typeof corridor.declineOffer> {
  async execute(actor: Principal, input: Input<typeof corridor.declineOffer>, work: Work, { standing }: Granted): Promise<Stands> {
    const { offer, request } = await lockOffer(work.db, input);
    await insistOnActing(work.db, actor, input.corridorId, [request.institutionId], standing);
    const state = next(offerMachine, offer.state, corridor.declineOffer);
    await moveOffer(work, offer, state);
    return { offerId: offer.id, state, requestState: request.state };
  }
}

@Injectable()
@Handles(corridor.withdrawOffer, itsCorridor)
export class WithdrawOffer implements CommandHandler<typeof corridor.withdrawOffer> {
  async execute(actor: Principal, input: Input<typeof corridor.withdrawOffer>, work: Work, { standing }: Granted): Promise<Stands> {
    const { offer, request } = await lockOffer(work.db, input);
    await insistOnActing(work.db, actor, input.corridorId, [offer.institutionId], standing);
    const state = next(offerMachine, offer.state, corridor.withdrawOffer);
    await moveOffer(work, offer, state);
    if (offer.state !== 'accepted') return { offerId: offer.id, state, requestState: request.state };
    const accepted = toMillionths(request.accepted - offer.amount);
    const moved = await moveRequest(work, request, { accepted, state: accepted >= request.amount ? request.state : 'open' });
    return { offerId: offer.id, state, requestState: moved.state };
  }
}

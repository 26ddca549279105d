import type { z } from 'zod';
import { corridor } from '#contracts';
import type { Machine } from '#realtime';

export type RequestState = z.output<typeof corridor.requestState>;
export type OfferState = z.output<typeof corridor.offerState>;

const who = ['coordinator', 'field', 'administrator'];
const promising = ['coordinator', 'administrator'];
const told = corridor.requestChanged;

/** The life of a request. What becomes of its offers moves it; its time ends it. */
export const requestMachine: Machine<RequestState> = {
  thing: 'request', code: 'request_state', start: 'open', ends: ['met', 'withdrawn', 'expired'],
  transitions: [
    { command: corridor.withdrawRequest, from: ['open', 'filled'], to: 'withdrawn', who, guards: ['the caller acts for who asked'], event: told },
    { command: null, from: ['open', 'filled'], to: 'withdrawn', who: [], guards: ['the deployment of the unit that asked is over'], event: told },
    { command: null, from: ['open'], to: 'filled', who: [], guards: ['as much as was asked for is accepted'], event: told },
    { command: null, from: ['filled'], to: 'open', who: [], guards: ['an accepted offer was withdrawn, and the rest is too little'], event: told },
    { command: null, from: ['open'], to: 'expired', who: [], guards: ['its time is over'], event: told },
    { command: null, from: ['filled'], to: 'met', who: [], guards: ['its time is over'], event: told },
  ],
};

/** The life of an offer. What it promises is held while it is offered or accepted. */
export const offerMachine: Machine<OfferState> = {
  thing: 'offer', code: 'offer_state', start: 'offered', ends: ['declined', 'withdrawn', 'lapsed', 'kept'],
  transitions: [
    { command: corridor.acceptOffer, from: ['offered'], to: 'accepted', who: promising, guards: ['the caller acts for who asked', 'the request is open'], event: corridor.offerChanged },
    { command: corridor.declineOffer, from: ['offered'], to: 'declined', who: promising, guards: ['the caller acts for who asked'], event: corridor.offerChanged },
    { command: corridor.withdrawOffer, from: ['offered', 'accepted'], to: 'withdrawn', who: promising, guards: ['the caller acts for who offered'], event: corridor.offerChanged },
    { command: null, from: ['offered', 'accepted'], to: 'lapsed', who: [], guards: ['the request was filled by others, withdrawn or is over'], event: corridor.offerChanged },
    { command: null, from: ['accepted'], to: 'kept', who: [], guards: ['the time of the request is over'], event: corridor.offerChanged },
  ],
};

import { z } from 'zod';
import { command, event, job, query } from '../catalogue/declare.js';
import { bedType } from './board-fields.js';
import './capacity-refusals.js';
import { holder, holderFields, holderKind, namesOneHolder, ONE_HOLDER, toldHolder } from './holder.js';
import { crewRole } from './unit.js';
import { dataClass, emtType, id, instant, listing, ofCorridor, sample } from './words.js';

/** What is asked for: beds of a kind, people of a role, an item of stock in its own unit, or a whole unit of a type. */
export const need = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('beds'), code: bedType }), z.strictObject({ kind: z.literal('staff'), code: crewRole }),
  z.strictObject({ kind: z.literal('stock'), code: id }), z.strictObject({ kind: z.literal('unit'), code: emtType }),
]);
export type Need = z.output<typeof need>;
const amount = z.number().min(0.000001).max(1_000_000);
const WHOLE = { message: 'beds, people and units are counted in whole numbers', path: ['amount'] };
/** FHIR request-priority. */
export const urgency = z.enum(['routine', 'urgent', 'asap', 'stat']);
/** `met`: was filled until its time was over. */
export const requestState = z.enum(['open', 'filled', 'met', 'withdrawn', 'expired']);
/** `lapsed`: not needed any more; `kept`: was accepted until its time was over. */
export const offerState = z.enum(['offered', 'accepted', 'declined', 'withdrawn', 'lapsed', 'kept']);

const ofRequest = { ...ofCorridor, requestId: id };
const ofOffer = { ...ofCorridor, offerId: id };
const requestStands = z.object({ requestId: id, state: requestState });
const offerStands = z.object({ offerId: id, state: offerState, requestState });

export const requestCapacity = command('corridor.capacity.request', {
  summary: 'Asks the members of the corridor for capacity, until an instant of the next ninety days. To ask is to tell all members of the need.',
  input: z.strictObject({ ...ofCorridor, ...holderFields, need, amount, until: instant, urgency: urgency.default('routine') })
    .refine(namesOneHolder, ONE_HOLDER).refine((asked) => asked.need.kind === 'stock' || Number.isInteger(asked.amount), WHOLE),
  output: z.object({ requestId: id }), errors: ['centre_closed', 'unit_retired', 'stock_item_unknown'],
});
export const withdrawRequest = command('corridor.capacity.withdraw', {
  summary: 'Takes a request back; what was offered for it is free again.', input: z.strictObject(ofRequest), output: requestStands, errors: ['capacity_request_unknown', 'request_state'],
});
export const makeOffer = command('corridor.offer.make', {
  summary: 'Offers what a centre or unit of the caller’s organisation has. It is held from now on, until it is declined or withdrawn, or the request is over: the same is never promised twice.',
  input: z.strictObject({ ...ofRequest, from: holder, amount }), output: z.object({ offerId: id, left: z.number() }),
  errors: ['capacity_request_unknown', 'request_state', 'capacity_short', 'capacity_unknown', 'offer_own', 'centre_closed', 'unit_retired'],
});
export const acceptOffer = command('corridor.offer.accept', {
  summary: 'The asker takes an offer; of several as many as are needed. Once the request is filled, the rest lapse.', input: z.strictObject(ofOffer), output: offerStands,
  errors: ['offer_unknown', 'offer_state', 'request_state'],
});
export const declineOffer = command('corridor.offer.decline', { summary: 'The asker does not take an offer.', input: z.strictObject(ofOffer), output: offerStands, errors: ['offer_unknown', 'offer_state'] });
export const withdrawOffer = command('corridor.offer.withdraw', {
  summary: 'Who offered cannot hold it, before or after it was accepted; a request that is not filled without it is open again.', input: z.strictObject(ofOffer), output: offerStands, errors: ['offer_unknown', 'offer_state'],
});
/** Ends a request whose time is over. */
export const endRequest = job('corridor.capacity.end', { summary: 'Ends a request at its time.', data: z.object({ requestId: id, version: z.int() }) });

const needCode = z.string();
const asked = { needKind: z.enum(['beds', 'staff', 'stock', 'unit']), needCode, amount: z.number(), urgency, until: instant };
export const requestChanged = event('corridor.capacity.request_changed.v1', {
  summary: 'Capacity is asked for, or a request went a step; this is how it stands now.', stream: 'corridor', audience: ['members'],
  data: z.object({ requestId: id, ...toldHolder, ...asked, accepted: z.number(), state: requestState, version: z.int() }),
  example: {
    requestId: sample.other, holderKind: 'centre', holderId: sample.centre, institutionId: sample.host, countryCode: 'CN', needKind: 'beds', needCode: 'adult_icu', amount: 4, urgency: 'urgent',
    until: sample.later, accepted: 0, state: 'open', version: 1,
  },
});
export const offerChanged = event('corridor.offer.changed.v1', {
  summary: 'An offer was made or went a step. Seen by who asked, and by those with whom the offering organisation shares the class.', stream: 'corridor', audience: ['administrators'],
  data: z.object({ offerId: id, requestId: id, ...toldHolder, needKind: asked.needKind, needCode, amount: z.number(), state: offerState }),
  example: { offerId: sample.leg, requestId: sample.other, holderKind: 'unit', holderId: sample.unit, institutionId: sample.operator, countryCode: 'PK', needKind: 'beds', needCode: 'adult_icu', amount: 2, state: 'offered' },
});

const requestView = z.object({ id, holderKind, holderId: id, institutionId: id, ...asked, accepted: z.number(), state: requestState, requestedAt: instant });
const offerView = z.object({ id, requestId: id, holderKind, holderId: id, institutionId: id, amount: z.number(), state: offerState, offeredAt: instant });
export const listRequests = query('corridor.capacity.list', {
  summary: 'Requests for capacity in a corridor, latest first.', path: '/corridors/{corridorId}/requests', list: true, params: z.strictObject({ ...ofCorridor, ...listing, state: requestState.optional() }), output: requestView,
});
export const readRequest = query('corridor.capacity.read', {
  summary: 'One request, with the offers for it that the reader may see.', path: '/corridors/{corridorId}/requests/{requestId}', params: z.strictObject(ofRequest),
  output: requestView.extend({ offers: z.array(offerView) }), errors: ['capacity_request_unknown'],
});
/** The class by which the compact shares what is asked for. */
export const classOfNeed = { beds: dataClass.enum.capacity, staff: dataClass.enum.staff, stock: dataClass.enum.stock, unit: dataClass.enum.capacity } as const;

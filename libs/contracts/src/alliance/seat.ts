import { z } from 'zod';
import { command, event, query } from '../catalogue/declare.js';
import './refusals.js';
import { countryCode, id, listing, seatState, weight } from './words.js';

const alternateIds = z.array(id).max(10).refine((ids) => new Set(ids).size === ids.length, 'an alternate stands in the list once');
const delegation = z.strictObject({ seatId: id, delegateId: id.nullable(), alternateIds })
  .refine((seat) => seat.delegateId === null || !seat.alternateIds.includes(seat.delegateId), 'the delegate is not their own alternate');

export const createSeat = command('alliance.seat.create', {
  summary: 'The administrator gives an institution its seat of a body.',
  input: z.strictObject({ bodyId: id, institutionId: id, weight: weight.default('1') }),
  output: z.object({ seatId: id }),
  errors: ['seat_taken', 'institution_closed'],
});

export const appointSeat = command('alliance.seat.appoint', {
  summary: 'The administrator or the secretary of the body says who acts for a seat: the delegate, then the alternates in order.',
  input: delegation,
  output: z.object({}),
  errors: ['seat_vacated'],
});

export const weighSeat = command('alliance.seat.weigh', {
  summary: 'The administrator changes the weight of a seat. Polls that are open keep the weights they were opened with.',
  input: z.strictObject({ seatId: id, weight }),
  output: z.object({}),
  errors: ['seat_vacated'],
});

export const vacateSeat = command('alliance.seat.vacate', {
  summary: 'The administrator ends a seat; nobody acts for it any more.',
  input: z.strictObject({ seatId: id }),
  output: z.object({}),
  errors: ['seat_vacated'],
});

/** The whole present fact, so that other domains keep their own copy by taking the last one. */
export const seatChanged = event('alliance.seat.changed.v1', {
  summary: 'A seat was created, given to other people, weighed or vacated; this is how it stands now.',
  stream: 'body', audience: ['members'],
  data: z.object({
    seatId: id, bodyId: id, institutionId: id, countryCode, weight,
    delegateId: id.nullable(), alternateIds: z.array(id).max(10), state: seatState,
  }),
  example: {
    seatId: '0198a2b4-7c1e-7d3a-9f00-5ea75ea75ea7', bodyId: '0198a2b4-7c1e-7d3a-9f00-1c2d3e4f5a6b', institutionId: '0198a2b4-7c1e-7d3a-9f00-bbbbbbbbbbbb',
    countryCode: 'CN', weight: '1', delegateId: '0198a2b4-7c1e-7d3a-9f00-aaaaaaaaaaaa', alternateIds: [], state: 'active',
  },
});

export const seat = z.object({
  id, bodyId: id, institutionId: id, countryCode, weight, delegateId: id.nullable(), alternateIds: z.array(id), state: seatState,
});

export const listSeats = query('alliance.seat.list', {
  summary: 'The seats of a body, with who acts for them. Vacated ones only where they are asked for.',
  path: '/bodies/{bodyId}/seats',
  params: z.strictObject({ ...listing, bodyId: id, state: seatState.default('active') }),
  output: seat,
  list: true,
});

import { z } from 'zod';
import { command, event, query } from '../catalogue/declare.js';
import { id, instant, language, sample } from './words.js';
import { readable } from '../readable.js';

export const floorKind = z.enum(['speech', 'point_of_order']);
export const floorState = z.enum(['waiting', 'speaking', 'spoken', 'withdrawn']);

const topic = readable(200);
const concerned = { meetingId: id };
const listed = z.object({ requestId: id, place: z.number().int().positive() });

export const requestFloor = command('council.floor.request', {
  summary: 'Who acts for a seat, or leads the meeting, asks for the floor: for a speech, or for a point of order, which goes before all speeches.',
  input: z.strictObject({ ...concerned, seatId: id.optional(), kind: floorKind, language: language.optional(), topic: topic.optional() }),
  output: listed, errors: ['meeting_state', 'list_closed', 'floor_already_requested', 'not_acting'],
});
export const withdrawRequest = command('council.floor.withdraw', {
  summary: 'A speaker takes back their own waiting request, or the chair or a secretary strikes it.', input: z.strictObject({ ...concerned, requestId: id }), output: z.object({ requestId: id }), errors: ['request_unknown'],
});
export const giveFloor = command('council.floor.give', {
  summary: 'The chair gives the floor for so many seconds; the present speech ends. The chair may depart from the order of the list, but the speaker has to be there.',
  input: z.strictObject({ ...concerned, requestId: id, seconds: z.number().int().min(10).max(7200) }),
  output: z.object({ requestId: id, since: instant, deadline: instant }), errors: ['meeting_state', 'request_unknown', 'speaker_absent'],
});
export const endSpeech = command('council.floor.end', {
  summary: 'The chair, or the speaker, ends the present speech.', input: z.strictObject(concerned), output: z.object({ requestId: id }), errors: ['nobody_speaks'],
});
export const openList = command('council.floor.open_list', { summary: 'Opens the list of speakers.', input: z.strictObject(concerned), output: z.object({ listOpen: z.boolean() }), errors: ['meeting_state'] });
export const closeList = command('council.floor.close_list', { summary: 'Closes the list of speakers; points of order stay possible.', input: z.strictObject(concerned), output: z.object({ listOpen: z.boolean() }), errors: ['meeting_state'] });

const request = z.object({ requestId: id, personId: id, seatId: id.nullable(), kind: floorKind, language: language.nullable(), place: z.number().int() });
export const floorRequested = event('council.floor.requested.v1', {
  summary: 'A person joined the list of speakers.', stream: 'meeting', audience: ['public'], data: request, personal: z.object({ topic }).partial(),
  example: { requestId: sample.request, personId: sample.person, seatId: sample.seat, kind: 'speech', language: 'en', place: 7 },
});
export const floorWithdrawn = event('council.floor.withdrawn.v1', {
  summary: 'A request for the floor was taken back or struck, or its speaker left.', stream: 'meeting', audience: ['public'], data: z.object({ requestId: id }), example: { requestId: sample.request },
});
export const floorGiven = event('council.floor.given.v1', {
  summary: 'A person has the floor until the deadline, an instant on the server\'s clock; whoever spoke before has ended.', stream: 'meeting', audience: ['public'],
  data: z.object({ requestId: id, personId: id, since: instant, deadline: instant, endedRequestId: id.nullable() }),
  example: { requestId: sample.request, personId: sample.person, since: sample.at, deadline: '2026-11-24T01:33:00.000Z', endedRequestId: null },
});
export const floorEnded = event('council.floor.ended.v1', {
  summary: 'A speech ended, and nobody has the floor.', stream: 'meeting', audience: ['public'], data: z.object({ requestId: id, until: instant }), example: { requestId: sample.request, until: sample.at },
});
export const listOpened = event('council.floor.list_opened.v1', { summary: 'The list of speakers is open.', stream: 'meeting', audience: ['public'], data: z.object({}), example: {} });
export const listClosed = event('council.floor.list_closed.v1', { summary: 'The list of speakers is closed.', stream: 'meeting', audience: ['public'], data: z.object({}), example: {} });

export const speakerFacts = request.extend({ state: floorState, topic: z.string().nullable(), requestedAt: instant, since: instant.nullable(), deadline: instant.nullable() });
export const floorFacts = z.object({
  listOpen: z.boolean(),
  /** Who has the floor now. */
  speaker: speakerFacts.nullable(),
  /** Who waits, in the order in which they are due: points of order, then speeches, each by request. */
  waiting: z.array(speakerFacts),
});

export const speakers = query('council.floor.read', {
  summary: 'Who has the floor and who waits, in order.', path: '/meetings/{meetingId}/speakers', params: z.strictObject({ meetingId: id }), output: floorFacts,
});

import { z } from 'zod';
import { command, event, query } from '../catalogue/declare.js';
import { id, instant, language, paging, sample, sha256 } from './words.js';
import { readable } from '../readable.js';

export const motionState = z.enum(['tabled', 'voting', 'carried', 'lost', 'withdrawn']);

const title = readable(200);
const text = readable(20_000);

export const tableMotion = command('council.motion.table', {
  summary: 'Whoever acts for a seat, or the secretary, tables a motion.',
  input: z.strictObject({ meetingId: id, agendaItemId: id.optional(), title, text, language: language.default('en') }),
  output: z.object({ motionId: id, number: z.number().int(), textHash: sha256 }), errors: ['meeting_state', 'item_unknown', 'not_acting'],
});
export const withdrawMotion = command('council.motion.withdraw', {
  summary: 'The submitter withdraws a motion that is not being voted on.',
  input: z.strictObject({ meetingId: id, motionId: id }), output: z.object({ motionId: id, state: motionState }), errors: ['motion_unknown', 'motion_state'],
});

/** A motion without its text, which the list of motions gives. */
export const motionFacts = z.object({
  id, number: z.number().int(), agendaItemId: id.nullable(), title: z.string(), language: z.string(), textHash: sha256,
  submitterId: id, seatId: id.nullable(), state: motionState,
});
export type MotionFacts = z.output<typeof motionFacts>;

export const motionTabled = event('council.motion.tabled.v1', {
  summary: 'A motion was tabled. Its text is read from the list of motions; the hash binds it.', stream: 'meeting', audience: ['public'], data: motionFacts,
  example: { id: sample.motion, number: 1, agendaItemId: sample.item, title: 'Opening of the northern corridor', language: 'en', textHash: sample.hash, submitterId: sample.person, seatId: sample.seat, state: 'tabled' },
});
export const motionWithdrawn = event('council.motion.withdrawn.v1', {
  summary: 'A motion was withdrawn by its submitter.', stream: 'meeting', audience: ['public'], data: z.object({ motionId: id }), example: { motionId: sample.motion },
});

export const motions = query('council.motion.list', {
  summary: 'The motions of a meeting with their texts, in the order of their numbers.', path: '/meetings/{meetingId}/motions', list: true,
  params: z.strictObject({ meetingId: id, ...paging }), output: motionFacts.extend({ text: z.string(), tabledAt: instant }),
});

import { z } from 'zod';
import { command, query } from '../catalogue/declare.js';
import { wallTime } from './quiet.js';
import { category } from './words.js';

/** At once, at each full hour, or once a day at a wall time: in the zone of the person. */
export const rhythm = z.discriminatedUnion('every', [
  z.strictObject({ every: z.literal('at_once') }), z.strictObject({ every: z.literal('hour') }), z.strictObject({ every: z.literal('day'), at: wallTime }),
]);
/** Left out: of all categories that nothing is settled of. */
const of = { category: category.optional() };

export const readDigests = query('notifications.digest.read', {
  summary: 'How often the reader wants to hear of each category outside the inbox, in one message each time. A category that is missing goes as each notice has it.',
  path: '/digests', params: z.strictObject({}), output: z.object({ settled: z.array(z.object({ category: category.nullable(), rhythm })) }),
});
export const setDigest = command('notifications.digest.set', {
  summary: 'Settles how often one wants to hear of a category. What is critical comes at once all the same.', input: z.strictObject({ ...of, rhythm }), output: z.object({}),
});
export const clearDigest = command('notifications.digest.clear', {
  summary: 'Takes back what one has settled of this category.', input: z.strictObject(of), output: z.object({ cleared: z.boolean() }),
});

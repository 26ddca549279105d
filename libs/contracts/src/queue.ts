import { z } from 'zod';
import { id, instant, listing } from './alliance/words.js';
import { command, query } from './catalogue/declare.js';
import { declareErrors } from './catalogue/errors.js';

declareErrors({
  dead_letter_refused: { status: 409, retry: 'never', meaning: 'One of the jobs was never a job of this hub, or is none any more: it can only be dropped.' },
});

const chosen = z.strictObject({ deadLetterIds: z.array(id).min(1).max(100) });

export const readState = query('queue.state.read', {
  summary: 'How the hub’s queue of jobs does: where the jobs wait, how many are in which state, and how many were given up. Administrators only.',
  path: '/queue', params: z.strictObject({}),
  output: z.object({
    backend: z.enum(['postgresql', 'redis', 'redis-cluster']),
    /** Null while the backend is away. */
    jobs: z.object({ waiting: z.int(), active: z.int(), delayed: z.int(), repeated: z.int() }).nullable(),
    deadLetters: z.int(),
  }),
});

export const listDeadLetters = query('queue.dead_letter.list', {
  summary: 'Jobs that were given up, newest first: `failed` at every try, `stalled` (processes ended below it), or `refused` because they fit no contract. Ids only; administrators only.',
  path: '/queue/dead-letters',
  params: z.strictObject({ ...listing, job: z.string().max(200).optional() }),
  output: z.object({
    id, job: z.string(), data: z.unknown(), key: z.string().nullable(), reason: z.enum(['failed', 'stalled', 'refused']), error: z.string(), attempts: z.int(), at: instant,
  }),
  list: true,
});

export const redriveDeadLetters = command('queue.dead_letter.redrive', {
  summary: 'The administrator has jobs that were given up tried again from the beginning. Those that are no longer there are passed over.',
  input: chosen, output: z.object({ redriven: z.int() }),
  errors: ['dead_letter_refused'],
});

export const dropDeadLetters = command('queue.dead_letter.drop', {
  summary: 'The administrator takes jobs that were given up away for good.',
  input: chosen, output: z.object({ dropped: z.int() }),
});

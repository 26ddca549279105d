import { z } from 'zod';
import { id, instant } from '../alliance/words.js';
import { query } from '../catalogue/declare.js';
import { channel, messageState } from './words.js';

/** One thing that happened to a message, or is to happen. */
export const messageStep = z.object({
  at: instant, step: messageState.describe('the state that it came to'),
  why: z.string().nullable().describe('preference, quiet_hours, digest, throttled, no_right, the attempt that failed …'),
  until: instant.nullable().describe('when it goes on'),
});

export const explainNotice = query('notifications.explain.read', {
  summary: 'Why somebody was told of a notice, and why something was not sent: every step of each channel with its instant. People ask about themselves, administrators about anybody.',
  path: '/notices/{noticeId}/why', params: z.strictObject({ noticeId: id, personId: id.optional() }),
  output: z.object({
    noticeId: id, notice: z.string(), about: z.string(), personId: id,
    concerned: z.boolean().describe('false: the person was never among those who are told'),
    at: instant.describe('when the notice is told, or was'), state: z.enum(['waiting', 'told', 'withdrawn']), event: z.object({ id, type: z.string() }),
    channels: z.array(z.object({ channel, messageId: id.nullable(), state: messageState, steps: z.array(messageStep) })),
  }),
});

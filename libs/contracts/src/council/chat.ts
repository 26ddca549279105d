import { z } from 'zod';
import { command, event, query } from '../catalogue/declare.js';
import { id, instant, paging, sample } from './words.js';
import { readable } from '../readable.js';

const text = readable(2000);

export const postMessage = command('council.chat.post', {
  summary: 'Whoever may take part or observe writes to the chat of a meeting.',
  input: z.strictObject({ meetingId: id, text }), output: z.object({ messageId: id, postedAt: instant }), errors: ['meeting_state'],
});
export const hideMessage = command('council.chat.hide', {
  summary: 'The chair or a secretary hides a message; its text is erased for every reader.',
  input: z.strictObject({ meetingId: id, messageId: id, reason: readable(300) }), output: z.object({ messageId: id }), errors: ['message_unknown'],
});

export const messagePosted = event('council.chat.posted.v1', {
  summary: 'Somebody wrote to the chat. Without `text` the message was hidden later.', stream: 'meeting', audience: ['public'],
  data: z.object({ messageId: id, personId: id }), personal: z.object({ text }), example: { messageId: sample.message, personId: sample.person },
});
export const messageHidden = event('council.chat.hidden.v1', {
  summary: 'A message was hidden: drop its text.', stream: 'meeting', audience: ['public'],
  data: z.object({ messageId: id, reason: z.string() }), example: { messageId: sample.message, reason: 'Off topic' },
});

/** `text` is null once the message is hidden. */
export const chatMessage = z.object({ id, personId: id, postedAt: instant, text: z.string().nullable(), hiddenFor: z.string().nullable() });
export const chat = query('council.chat.list', {
  summary: 'The chat of a meeting, latest first.', path: '/meetings/{meetingId}/chat', list: true, params: z.strictObject({ meetingId: id, ...paging }), output: chatMessage,
});

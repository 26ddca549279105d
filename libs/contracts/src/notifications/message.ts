import { z } from 'zod';
import { id, instant, listing } from '../alliance/words.js';
import { event, job, query } from '../catalogue/declare.js';
import './message-refusals.js';
import { category, dropReason, messageState, outerChannel } from './words.js';

const noticeId = '0198a2b4-7c1e-7d3a-9f00-000000000003';
const messageId = '0198a2b4-7c1e-7d3a-9f00-000000000004';

/** Messages that one event names at the most. */
export const messagesInEvent = 200;
/** Seconds to wait before each try of a message, the first one at once; each wait is spread by a fifth to both sides. Then it is given up. */
export const messageSchedule = [0, 30, 120, 600, 1_800, 7_200, 21_600] as const;
/** Days for which notices, with their entries and messages, are kept after they were told. */
export const noticesKeptDays = 180;

export const messageFacts = z.object({
  messageId: id, noticeId: id, notice: z.string(), category, about: z.string(), personId: id, channel: outerChannel, state: messageState,
  reason: dropReason.nullable().describe('why it is held or was dropped'), dueAt: instant.nullable(), attempts: z.int(), createdAt: instant, movedAt: instant,
});

export const listMessages = query('notifications.message.list', {
  summary: 'What was sent to the reader outside the hub, or is to be, newest first; administrators ask for anybody’s. What a message says is not among it.',
  path: '/messages', params: z.strictObject({ ...listing, personId: id.optional(), noticeId: id.optional(), channel: outerChannel.optional(), state: messageState.optional() }), output: messageFacts, list: true,
});
export const readReceipts = query('notifications.receipt.read', {
  summary: 'How far a notice has come with those who are told of it: on each channel how many messages are in which state, and how many have seen, read and acknowledged it. Administrators only.',
  path: '/notices/{noticeId}/receipts', params: z.strictObject({ noticeId: id }),
  output: z.object({
    noticeId: id, notice: z.string(), about: z.string(), state: z.enum(['waiting', 'told', 'withdrawn']), at: instant,
    people: z.int(), announced: z.int(), seen: z.int(), read: z.int(), acknowledged: z.int(),
    channels: z.array(z.object({ channel: outerChannel, state: messageState, messages: z.int() })),
  }),
});

export const noticeTold = event('notifications.notice.told.v1', {
  summary: 'A notice stands in the inboxes of those whom it concerns, and is on its way to them outside the hub. `people`: how many were told now.',
  stream: 'notice', audience: ['administrator'],
  data: z.object({ noticeId: id, notice: z.string(), category, about: z.string(), critical: z.boolean(), people: z.int() }),
  example: { noticeId, notice: 'council.convened', category: 'meeting', about: `meeting:${noticeId}`, critical: false, people: 31 },
});
export const messagesMoved = event('notifications.messages.moved.v1', {
  summary: 'Messages about one notice came to another state on their channel; those of a digest are told of under the notice of the message that carries it. Ids only: what they say and where they went is not told.',
  stream: 'notice', audience: ['administrator'],
  data: z.object({ noticeId: id, channel: outerChannel, state: messageState, reason: dropReason.nullable(), messageIds: z.array(id).min(1).max(messagesInEvent) }),
  example: { noticeId, channel: 'mail', state: 'sent', reason: null, messageIds: [messageId] },
});

export const drainChannel = job('notifications.channel.drain', { summary: 'Messages of a channel are due.', data: z.strictObject({ channel: outerChannel }) });

import { z } from 'zod';
import { id, instant, listing } from '../alliance/words.js';
import { command, event, job, query } from '../catalogue/declare.js';
import './message-refusals.js';
import { category, channel } from './words.js';

const personId = '0198a2b4-7c1e-7d3a-9f00-000000000001';
const entryId = '0198a2b4-7c1e-7d3a-9f00-000000000002';
const noticeId = '0198a2b4-7c1e-7d3a-9f00-000000000003';
/** Entries that one command may name. */
const entryIds = z.array(id).min(1).max(250);
const changed = z.object({ changed: z.int().describe('entries that were not so before'), unread: z.int() });
const many = { input: z.strictObject({ entryIds }), output: changed };

export const inboxEntry = z.object({
  entryId: id, noticeId: id, notice: z.string(), category, critical: z.boolean(),
  about: z.string().describe('the stream of the thing that it is about, `meeting:<id>`'),
  language: z.string().describe('the language of title and text'), direction: z.enum(['ltr', 'rtl']),
  title: z.string(), text: z.string(), action: z.string().nullable().describe('what one may do about it, as the words of a button'),
  answer: z.object({ command: z.string(), input: z.record(z.string(), z.string()) }).nullable().describe('the command that the button gives; null where it leads to the thing alone'),
  facts: z.record(z.string(), z.unknown()).describe('what its words are made of'),
  withdrawn: z.boolean().describe('what was told is not so any more'),
  arrivedAt: instant, seenAt: instant.nullable(), readAt: instant.nullable(), archivedAt: instant.nullable(), acknowledgedAt: instant.nullable(),
});

export const listInbox = query('notifications.inbox.list', {
  summary: 'What the reader was told, newest first, in the reader’s present language. What was archived stands in a list of its own.',
  path: '/inbox', params: z.strictObject({ ...listing, show: z.enum(['inbox', 'unread', 'archived']).default('inbox'), category: category.optional() }), output: inboxEntry, list: true,
});
export const countInbox = query('notifications.inbox.count', {
  summary: 'How much of the reader’s inbox is unread, in all and by category, and how much was never seen.',
  path: '/inbox/count', params: z.strictObject({}),
  output: z.object({ unread: z.int(), unseen: z.int(), categories: z.array(z.object({ category, unread: z.int() })) }),
});

export const showNotice = query('notifications.inbox.show', {
  summary: 'The entry of one notice in the reader’s inbox, archived or not: what the link of a mail leads to.',
  path: '/inbox/{noticeId}', params: z.strictObject({ noticeId: id }), output: inboxEntry, errors: ['not_found'],
});

export const seeEntries = command('notifications.entry.see', { summary: 'The reader’s device has shown these entries. It is a receipt; they stay unread.', ...many });
export const readEntries = command('notifications.entry.read', { summary: 'The reader has read these entries. Messages about them on other channels count as seen.', ...many });
export const unreadEntries = command('notifications.entry.unread', { summary: 'The reader marks these entries as unread again.', ...many });
export const archiveEntries = command('notifications.entry.archive', { summary: 'The reader puts these entries away; those that were unread stay so, but are not counted.', ...many });
export const restoreEntries = command('notifications.entry.restore', { summary: 'The reader takes back that these entries were put away.', ...many });
export const readInbox = command('notifications.inbox.read_all', {
  summary: 'The reader has read all that had arrived by an instant, or all of a category. What arrives meanwhile stays unread.',
  input: z.strictObject({ until: instant, category: category.optional() }), output: changed,
});
export const acknowledgeEntry = command('notifications.entry.acknowledge', {
  summary: 'The reader stands by having got a notice: nobody further is told of it, and it counts as read.',
  input: z.strictObject({ entryId: id }), output: z.object({ acknowledgedAt: instant, unread: z.int() }),
});

export const inboxArrived = event('notifications.inbox.arrived.v1', {
  summary: 'Something arrived in the inbox of a person; `unread` is how much is unread now. Only this person reads it.',
  stream: 'person', audience: ['self'], dataClass: 'personal',
  data: z.object({ entryId: id, noticeId: id, notice: z.string(), category, critical: z.boolean(), unread: z.int() }),
  example: { entryId, noticeId, notice: 'council.convened', category: 'meeting', critical: false, unread: 3 },
});
export const inboxChanged = event('notifications.inbox.changed.v1', {
  summary: 'A person saw, read, put away or took back entries, on one of their devices; null: all that had arrived. Only this person reads it.',
  stream: 'person', audience: ['self'], dataClass: 'personal',
  data: z.object({ change: z.enum(['seen', 'read', 'unread', 'archived', 'restored', 'acknowledged']), entryIds: z.array(id).max(250).nullable(), unread: z.int() }),
  example: { change: 'read', entryIds: [entryId], unread: 2 },
});
export const noticeAcknowledged = event('notifications.notice.acknowledged.v1', {
  summary: 'A person acknowledged a notice: nobody further is told of it.',
  stream: 'notice', audience: ['administrator'], dataClass: 'personal',
  data: z.object({ noticeId: id, notice: z.string(), about: z.string(), personId: id, channel }),
  example: { noticeId, notice: 'corridor.alert_raised', about: `corridor:${noticeId}`, personId, channel: 'inbox' },
});

export const announceEntries = job('notifications.inbox.announce', { summary: 'Entries that arrived for very many people are announced to them.', data: z.strictObject({}) });

import { z } from 'zod';
import { id } from '../alliance/words.js';
import { event } from '../catalogue/declare.js';
import { notice } from '../catalogue/notices.js';
import { category } from './words.js';

const noticeId = '0198a2b4-7c1e-7d3a-9f00-000000000003';
const about = 'corridor:0198a2b4-7c1e-7d3a-9f00-00000000c001';
const told = { noticeId: id, notice: z.string(), about: z.string() };
const example = { noticeId, notice: 'corridor.handover_waiting', about };

export const noticeEscalated = event('notifications.notice.escalated.v1', {
  summary: 'Nobody had acknowledged a notice in time: the next person of its chain was told.', stream: 'notice', audience: ['administrator'], dataClass: 'personal',
  data: z.object({ ...told, step: z.int().min(1), personId: id }), example: { ...example, step: 1, personId: '0198a2b4-7c1e-7d3a-9f00-000000000001' },
});
export const noticeUnanswered = event('notifications.notice.unanswered.v1', {
  summary: 'The chain of a notice came to its end, and nobody had acknowledged it. `personId` is who answers for it: the last of the chain.', stream: 'notice', audience: ['administrator'], dataClass: 'personal',
  data: z.object({ ...told, category, steps: z.int().min(0), personId: id }), example: { ...example, category: 'deployment', steps: 2, personId: '0198a2b4-7c1e-7d3a-9f00-000000000001' },
});

export const unansweredNotice = notice('notifications.unanswered', {
  summary: 'Nobody of a chain has acknowledged what they were told; told to whoever stands last in it.', category: 'alert', critical: true, channels: ['inbox', 'mail', 'push', 'sms', 'chat'],
  facts: z.object({ category, count: z.int().min(0) }), example: { category: 'deployment', count: 3 },
});

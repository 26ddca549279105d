import { z } from 'zod';
import { notice } from '../catalogue/notices.js';
import { disabledReason, instant } from './words.js';

const name = z.string();
const subscription = { subscription: name };
const example = { subscription: 'Hospital information system' };

export const subscriptionFailingNotice = notice('events.subscription_failing', {
  summary: 'The endpoint of a subscription has refused or missed several deliveries in a row.', category: 'integration', channels: ['inbox', 'mail'],
  facts: z.object({ ...subscription, failures: z.int(), disabledAt: instant }), example: { ...example, failures: 4, disabledAt: '2026-11-27T09:00:00.000Z' },
});
export const subscriptionDisabledNotice = notice('events.subscription_disabled', {
  summary: 'The hub disabled a subscription; its events wait.', category: 'integration', channels: ['inbox', 'mail', 'push'],
  facts: z.object({ ...subscription, reason: disabledReason }), example: { ...example, reason: 'gone' },
});
export const handshakeFailedNotice = notice('events.handshake_failed', {
  summary: 'The endpoint of a subscription did not agree to get events. Told once however often it is asked.', category: 'integration', channels: ['inbox', 'mail'], facts: z.object(subscription), example,
});
export const secretRotatedNotice = notice('events.secret_rotated', {
  summary: 'A subscription has a new secret; the ones before run out.', category: 'integration', critical: true, channels: ['inbox', 'mail'],
  facts: z.object({ ...subscription, previousUntil: instant }), example: { ...example, previousUntil: '2026-11-23T09:00:00.000Z' },
});
export const eventsParkedNotice = notice('events.events_parked', {
  summary: 'A consumer gave up on events: they are parked.', category: 'integration', channels: ['inbox', 'mail'], digestMinutes: 15,
  facts: z.object({ consumer: name, parked: z.int().positive() }), example: { consumer: 'billing', parked: 3 },
});
export const consumerDeletedNotice = notice('events.consumer_deleted', {
  summary: 'A consumer was deleted because nobody read it for longer than its threshold.', category: 'integration', channels: ['inbox', 'mail'], facts: z.object({ consumer: name }), example: { consumer: 'billing' },
});
export const examinationFinishedNotice = notice('events.examination_finished', {
  summary: 'The receiver of a subscription was examined.', category: 'integration', channels: ['inbox'], facts: z.object({ ...subscription, score: z.int() }), example: { ...example, score: 92 },
});

import { z } from 'zod';
import { id, instant, listing } from '../alliance/words.js';
import { command, query } from '../catalogue/declare.js';
import './push-refusals.js';
import { readable } from '../readable.js';

const bytes = (count: number) => z.string().max(200).regex(/^[A-Za-z0-9_-]+={0,2}$/, 'base64url').refine((text) => Math.floor((text.replace(/=+$/, '').length * 3) / 4) === count, `${count} bytes in base64url`);
/** Devices that a person can subscribe. */
export const mostPushDevices = 20;

export const readPushKey = query('notifications.push.key', {
  summary: 'The public key (VAPID, RFC 8292) with which a browser subscribes to web push of this hub.', path: '/push/key', params: z.strictObject({}),
  output: z.object({ publicKey: z.string().describe('an uncompressed point of P-256 in base64url') }), errors: ['push_off'],
});
export const subscribePush = command('notifications.push.subscribe', {
  summary: 'The person wants notices pushed to this device. What the browser answered to `pushManager.subscribe` is given as it is. The same device given again is kept once, and belongs to whoever gave it last.',
  input: z.strictObject({
    endpoint: z.string().max(2_000), keys: z.strictObject({ p256dh: bytes(65), auth: bytes(16) }),
    /** What the person calls the device. */
    device: readable(80),
  }),
  output: z.object({ subscriptionId: id }), errors: ['push_off', 'push_too_many'],
});
export const unsubscribePush = command('notifications.push.unsubscribe', {
  summary: 'Nothing is pushed to this device of the person any more.', input: z.strictObject({ subscriptionId: id }), output: z.object({}),
});
export const listPush = query('notifications.push.list', {
  summary: 'The devices of the person that notices are pushed to, the latest first. Where they are reached is not shown.', path: '/push/subscriptions', list: true,
  params: z.strictObject({ ...listing }), output: z.object({ id, device: z.string(), service: z.string().describe('the host of the push service'), since: instant, usedAt: instant.nullable() }),
});

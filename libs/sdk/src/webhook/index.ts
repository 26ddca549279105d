/** Verification of webhooks alone: nothing but WebCrypto is needed. */
export { verifyWebhook, type VerifyOptions, type Webhook, type WebhookHeaders } from './verify-webhook.js';
export { WebhookRefusal, type WebhookReason } from './refusal.js';
export type { WebhookEvent } from './read-events.js';
export type { Link } from './chain.js';

import { judge } from '../delivery/judge-answer.js';
import type { Answer, Outgoing } from '#outbound';
import type { Subscription } from './subscription.entity.js';

/** Requests a minute that are asked for where the owner set no bound. */
const RATE_ASKED = 60_000;

/** What came of asking an endpoint: it agrees, with a bound of requests a minute or without one, or why it does not. */
export type Consent = { readonly agreed: true; readonly rate: number | null } | Refused;

export interface Refused {
  readonly agreed: false;
  /** Its address may not be called. */
  readonly blocked: boolean;
  readonly refusal: string;
  /** Milliseconds that it asks to be left alone. */
  readonly retryAfter?: number | null;
}

/** Asks an endpoint whether it wants events (CloudEvents, HTTP 1.1 Web Hooks for Event Delivery, section 4). */
export function consentRequest({ url, perSecond }: Subscription, origin: string): Outgoing {
  const rate = perSecond === null ? RATE_ASKED : perSecond * 60;
  return { method: 'OPTIONS', url, body: '', headers: { 'user-agent': 'corridor-hub', 'webhook-request-origin': origin, 'webhook-request-rate': String(rate) } };
}

/** It agrees by a success that names the hub's origin or `*`; a page that happens to answer does not. */
export function judgeConsent(answer: Answer, origin: string, now: Date): Consent {
  const refuse = (refusal: string): Refused => ({ agreed: false, blocked: answer.kind === 'blocked', refusal, retryAfter: judge(answer, now).retryAfter });
  if (answer.status === null) return refuse(answer.fault ?? 'no answer came');
  if (answer.status < 200 || answer.status > 299) return refuse(`it answered ${answer.status} to OPTIONS`);
  const allowed = (answer.headers['webhook-allowed-origin'] ?? '').split(',').map((part) => part.trim().toLowerCase());
  if (allowed[0] === '') return refuse('its answer to OPTIONS has no header WebHook-Allowed-Origin');
  if (!allowed.includes('*') && !allowed.includes(origin.toLowerCase())) return refuse(`its header WebHook-Allowed-Origin does not name ${origin} or *`);
  const rate = answer.headers['webhook-allowed-rate'] ?? '*';
  return { agreed: true, rate: /^[1-9]\d{0,8}$/.test(rate) ? Number(rate) : null };
}

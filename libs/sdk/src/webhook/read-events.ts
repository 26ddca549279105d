import { WebhookRefusal } from './refusal.js';

/** One event as a webhook brings it. */
export interface WebhookEvent {
  /** The event's own id: the same on every attempt, and at every door of the hub. */
  readonly id: string;
  readonly type: string;
  /** When it happened, ISO 8601. */
  readonly time: string;
  /** 1, 2, 3 … of the subscription, without a hole. */
  readonly sequence: number;
  /** Where to go on at the feed's other doors, if you want to. */
  readonly feedPosition: string;
  /** How much of the event left the hub; what is missing is read with `ask`, by whoever may. */
  readonly payload: 'empty' | 'id' | 'full';
  readonly dataClass: string;
  /** The stream and the place in it; null where nothing but the event's being leaves the hub. */
  readonly stream: string | null;
  readonly position: string | null;
  readonly actor: string | null;
  /** Null unless the payload is `full`. */
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly previousDigest: string;
  readonly digest: string;
  /** All attributes of the CloudEvent. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** Takes a body apart: one CloudEvent, structured or binary, or a batch of them. @throws WebhookRefusal unreadable */
export function readEvents(headers: ReadonlyMap<string, string>, body: string): readonly WebhookEvent[] {
  try {
    if (headers.has('ce-id')) return [toEvent(binary(headers), body === '' ? null : JSON.parse(body))];
    const content: unknown = JSON.parse(body);
    return (Array.isArray(content) ? content : [content]).map((one: Record<string, unknown>) => toEvent(one, one['data'] ?? null));
  } catch (fault) {
    if (fault instanceof WebhookRefusal) throw fault;
    throw new WebhookRefusal('unreadable', 'The body is no CloudEvent, and no batch of them.');
  }
}

/** Header values are percent-encoded, once. */
function binary(headers: ReadonlyMap<string, string>): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => name.startsWith('ce-')).map(([name, value]) => [name.slice(3), decodeURIComponent(value)]));
}

function toEvent(given: Readonly<Record<string, unknown>>, data: unknown): WebhookEvent {
  const attributes = Object.fromEntries(Object.entries(given).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  const need = (name: string, form: RegExp): string => {
    const value = attributes[name] ?? '';
    if (!form.test(value)) throw new WebhookRefusal('unreadable', `The event has no ${name}, or one that is none.`);
    return value;
  };
  const payload = need('payload', /^(empty|id|full)$/) as WebhookEvent['payload'];
  return {
    id: need('id', /./), type: need('type', /./), time: need('time', /^\d{4}-/), sequence: Number(need('sequence', /^\d{1,15}$/)),
    feedPosition: need('feedposition', /^[a-z0-9]+\.\d+$/), payload, dataClass: attributes['dataclassification'] ?? '',
    stream: attributes['subject'] ?? null, position: attributes['position'] ?? null, actor: attributes['actor'] ?? null,
    data: payload === 'full' ? (data as Record<string, unknown>) : null,
    previousDigest: need('previousdigest', /^[0-9a-f]{64}$/), digest: need('digest', /^[0-9a-f]{64}$/), attributes,
  };
}

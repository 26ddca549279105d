import type { Answer } from '#outbound';

export type Outcome = 'delivered' | 'refused' | 'timeout' | 'failed' | 'blocked';

/** What an answer means for the delivery and for its endpoint. */
export interface Verdict {
  readonly outcome: Outcome;
  /** The endpoint is gone for good (410). */
  readonly gone: boolean;
  /** The endpoint has too much to do. */
  readonly slow: boolean;
  /** It asks to be left alone: not this delivery only, nothing more is sent until it is tried again. */
  readonly rests: boolean;
  /** Milliseconds that the endpoint asks to be left alone. */
  readonly retryAfter: number | null;
  /** The endpoint lacks earlier deliveries: from this number on. */
  readonly expected: number | null;
}

/** 2xx is success, and nothing else; a redirect is a failure, since it is never followed. */
export function judge(answer: Answer, now: Date): Verdict {
  const { kind, status } = answer;
  const verdict: Verdict = { outcome: 'failed', gone: false, slow: false, rests: false, retryAfter: null, expected: null };
  if (kind !== 'answered' || status === null) return { ...verdict, outcome: kind === 'answered' ? 'failed' : kind, slow: kind === 'timeout' };
  if (status >= 200 && status < 300) return { ...verdict, outcome: 'delivered' };
  const retryAfter = readRetryAfter(answer.headers['retry-after'], now);
  return {
    outcome: 'refused', gone: status === 410, slow: status === 429 || status === 502 || status === 504, rests: status === 429 || retryAfter !== null,
    retryAfter, expected: status === 409 ? readNumber(answer.headers['expected-sequence']) : null,
  };
}

/** Seconds, or an HTTP date (RFC 9110, section 10.2.3). What is neither is as if it were not there. */
function readRetryAfter(text: string | undefined, now: Date): number | null {
  if (text === undefined) return null;
  const seconds = readNumber(text);
  if (seconds !== null) return seconds * 1_000;
  const at = /^[A-Z][a-z]+, /.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(at) ? null : Math.max(0, at - now.getTime());
}

/** Whole numbers as they stand in headers; a sequence may be padded with zeros. */
function readNumber(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,15}$/.test(text.trim()) ? Number(text) : null;
}

import { ChannelFault } from '../channel/channel.js';

/** What came back of a request, or why nothing did. */
export interface Answered {
  readonly status: number | null;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly fault: string | null;
}

/** What an answer that is no success means to a message: what the other end will never take has bounced, all else is tried again. */
export function faultOf({ status, headers, fault }: Answered, tooMuch: number): ChannelFault {
  if (status === null) return new ChannelFault(fault ?? 'no answer came', false);
  if (status === 429) return new ChannelFault('the other end takes no more for now', false, retryAfter(headers['retry-after']) ?? tooMuch);
  if (status >= 500 || status === 408 || status === 425) return new ChannelFault(`the other end answered ${status}`, false, retryAfter(headers['retry-after']));
  return new ChannelFault(`the other end answered ${status}`, true);
}

/** Longest that the other end may ask for (ms): a day. */
const LONGEST = 86_400_000;

function retryAfter(text: string | undefined): number | null {
  const seconds = text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) : null;
  return seconds === null ? null : Math.min(seconds * 1_000, LONGEST);
}

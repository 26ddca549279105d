import type { Answer } from './outgoing.js';
import { AddressBlocked } from './guarded-connector.js';

/** What faults of the network mean to the owner of an endpoint. */
const MEANINGS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'the host name has no address',
  ENODATA: 'the host name has no address',
  EAI_AGAIN: 'the host name could not be looked up',
  ECONNREFUSED: 'nothing listens at this address and port',
  ECONNRESET: 'the connection was cut before an answer came',
  EPIPE: 'the connection was cut before an answer came',
  UND_ERR_SOCKET: 'the connection was cut before an answer came',
  EHOSTUNREACH: 'there is no way to this address',
  ENETUNREACH: 'there is no way to this address',
  UND_ERR_HEADERS_OVERFLOW: 'the headers of the answer are too large',
  HUB_STOPPING: 'the hub was stopping',
};

const TIMEOUTS = new Set(['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'ETIMEDOUT', 'ETIMEOUT']);

/** Why no answer came, in plain words. */
export function explain(error: Error | null, patience: number): Pick<Answer, 'kind' | 'fault'> {
  if (error instanceof AddressBlocked) return { kind: 'blocked', fault: error.message };
  const code = codeOf(error);
  if (TIMEOUTS.has(code)) return { kind: 'timeout', fault: `no answer within ${patience / 1_000} seconds` };
  if (error?.name === 'HTTPParserError') return { kind: 'failed', fault: 'what came back is not HTTP' };
  if (/CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO/.test(code)) return { kind: 'failed', fault: `the TLS connection failed (${code})` };
  return { kind: 'failed', fault: MEANINGS[code] ?? `the request failed${code === '' ? '' : ` (${code})`}` };
}

/** Several addresses were tried: the first fault stands for all. */
function codeOf(error: Error | null): string {
  const inner = error instanceof AggregateError ? (error.errors[0] as Error | undefined) : error;
  return (inner as NodeJS.ErrnoException | null | undefined)?.code ?? '';
}

import { setMaxListeners } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { explain } from './explain-fault.js';
import type { Answer } from './outgoing.js';

/** Bytes of an answer's body that are read at the most; the line is cut after that. */
export const MOST_READ = 65_536;
/** Bytes of it that are kept. */
export const MOST_KEPT = 4_096;
/** Characters of one header that are kept. */
const HEADER_KEPT = 500;
/** Headers of an answer that say something about the delivery; others are not kept. */
const KEPT_HEADERS = new Set([
  'content-type', 'content-length', 'date', 'server', 'location', 'allow', 'retry-after', 'expected-sequence', 'x-request-id',
  'webhook-allowed-origin', 'webhook-allowed-rate', 'ratelimit', 'ratelimit-policy',
]);

/**
 * One request and what comes back, read as it comes: no more of it than is wanted, and no longer than `patience` (ms). Once
 * there is a status the endpoint has answered, however slowly the rest drips.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly answer: Promise<Answer>;
  private readonly began = performance.now();
  private readonly timer: NodeJS.Timeout;
  private readonly chunks: Buffer[] = [];
  private settle!: (answer: Answer) => void;
  private controller: Dispatcher.DispatchController | null = null;
  private status: number | null = null;
  private headers: Record<string, string> = {};
  private read = 0;
  private over = false;

  constructor(private readonly patience: number, private readonly signal?: AbortSignal) {
    this.answer = new Promise((resolve) => (this.settle = resolve));
    this.timer = setTimeout(this.giveUp, patience);
    if (signal === undefined) return;
    // One signal ends all requests of a run.
    setMaxListeners(0, signal);
    if (signal.aborted) this.stop();
    else signal.addEventListener('abort', this.stop);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    // Nobody waits any more: it is not even sent.
    if (this.over) controller.abort(new Error('given up'));
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (status < 200) return;
    this.status = status;
    this.headers = kept(headers);
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.read < MOST_KEPT) this.chunks.push(chunk.subarray(0, MOST_KEPT - this.read));
    this.read += chunk.length;
    if (this.read > MOST_READ) this.end(null);
  }

  onResponseEnd(): void {
    this.end(null);
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.end(error);
  }

  private readonly giveUp = (): void => {
    this.end(Object.assign(new Error('given up'), { code: 'UND_ERR_HEADERS_TIMEOUT' }));
  };

  private readonly stop = (): void => {
    this.end(Object.assign(new Error('stopped'), { code: 'HUB_STOPPING' }));
  };

  /** The first end counts. What is still on its way is cut. */
  private end(error: Error | null): void {
    if (this.over) return;
    this.over = true;
    clearTimeout(this.timer);
    this.signal?.removeEventListener('abort', this.stop);
    const milliseconds = Math.round(performance.now() - this.began);
    const { status, headers } = this;
    if (status !== null) this.settle({ kind: 'answered', status, headers, body: textOf(this.chunks), fault: null, milliseconds });
    else this.settle({ ...explain(error, this.patience), status: null, headers: {}, body: '', milliseconds });
    if (this.read > MOST_READ || error !== null) this.controller?.abort(error ?? new Error('read enough'));
  }
}

function kept(headers: IncomingHttpHeaders): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined && KEPT_HEADERS.has(name)) found[name] = String(value).slice(0, HEADER_KEPT);
  }
  return found;
}

/** The beginning of the body, as text that PostgreSQL can keep. */
function textOf(chunks: readonly Buffer[]): string {
  return chunks.length === 0 ? '' : Buffer.concat(chunks).toString('utf8').replaceAll('\0', '\uFFFD');
}

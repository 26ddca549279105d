import { HubError, type Told } from '../error.js';
import { pause, pauseBefore } from '../pause.js';

/** How often one request is sent at the most; with the pauses between that is about a minute. */
const ATTEMPTS = 12;
/** How long (ms) an answer may take before the same request is sent again, beyond what the hub was asked to wait. */
const PATIENCE = 30_000;

export interface Sending {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Under `/api/v1`. */
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds that the hub may keep the request waiting. */
  readonly waits?: number | undefined;
  /** Sent once: whoever asks tries again by itself. */
  readonly once?: boolean | undefined;
}

/** HTTP as a good client of the hub uses it: what may be sent again is sent again, after the pause that the hub asks for. */
export class Exchange {
  constructor(
    readonly url: string,
    /** An API key or the token of a session; null: the browser's own cookie, or nobody yet. */
    readonly credential: string | null,
    private readonly fetching: typeof fetch,
  ) {}

  /** The JSON that is answered. @throws HubError */
  async json(sending: Sending): Promise<unknown> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.answerOf(sending);
      } catch (fault) {
        sending.signal?.throwIfAborted();
        const wait = fault instanceof HubError ? pauseBefore(fault, attempt) : null;
        if (wait === null || sending.once === true || attempt >= ATTEMPTS) throw fault;
        await pause(wait, sending.signal);
      }
    }
  }

  /** An event stream, whose body is read as it comes; null when the hub says that there is nothing more to come, ever. @throws HubError */
  async open(sending: Sending): Promise<(Response & { body: ReadableStream<Uint8Array> }) | null> {
    const response = await this.request(sending, sending.signal);
    if (!response.ok) throw await problemIn(response);
    if (response.status === 204) return null;
    const type = response.headers.get('content-type') ?? '';
    if (response.body === null || !type.startsWith('text/event-stream')) throw stranger(response, `it answered ${type}`);
    return response as Response & { body: ReadableStream<Uint8Array> };
  }

  /** The patience covers the body too: a line may go dead in the middle of an answer. */
  private async answerOf(sending: Sending): Promise<unknown> {
    const tired = new AbortController();
    const timer = setTimeout(() => tired.abort(new Error('no answer came in time')), PATIENCE + (sending.waits ?? 0));
    const leave = (): void => tired.abort(sending.signal?.reason);
    sending.signal?.addEventListener('abort', leave);
    try {
      sending.signal?.throwIfAborted();
      const response = await this.request(sending, tired.signal);
      if (!response.ok) throw await problemIn(response);
      const text = await Promise.race([response.text(), ended(tired.signal)]).catch((cause: unknown) => Promise.reject(this.unreachable(cause)));
      return parsed(response, text);
    } finally {
      clearTimeout(timer);
      sending.signal?.removeEventListener('abort', leave);
    }
  }

  /** A line that breaks is no answer: the outcome is unknown. */
  private request({ method, path, body, headers }: Sending, signal: AbortSignal | undefined): Promise<Response> {
    return this.fetching(`${this.url}/api/v1${path}`, {
      method, signal: signal ?? null, redirect: 'error', body: body === undefined ? null : JSON.stringify(body),
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...(this.credential === null ? {} : { authorization: `Bearer ${this.credential}` }), ...headers },
    }).catch((cause: unknown) => Promise.reject(this.unreachable(cause)));
  }

  private unreachable(fault: unknown): HubError {
    const cause = (fault as { cause?: { code?: string; message?: string } } | null)?.cause;
    const reason = cause?.code ?? cause?.message ?? (fault instanceof Error ? fault.message : String(fault));
    return new HubError({ code: 'unreachable', message: `The hub at ${this.url} cannot be reached (${reason}).` }, { cause: fault });
  }
}

/** Rejects when the signal is aborted. Once `fetch` has answered it may lose its hold on a signal when garbage is collected: who waits for the body listens too. */
function ended(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const end = (): void => reject(signal.reason as Error);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}

function parsed(response: Response, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw stranger(response, text.slice(0, 200));
  }
}

/** What stands between the client and the hub may answer with no JSON at all; while the hub is away that is a passing thing. */
function stranger(response: Response, says: string): HubError {
  const isPassing = response.status >= 500 || response.status === 429;
  const told: Told = { code: isPassing ? 'unreachable' : 'unexpected_answer', message: `HTTP ${response.status}, and not in the words of the hub: ${says}`, details: { status: response.status } };
  return new HubError(hinted(told, response));
}

/** The refusal in an answer. */
export async function problemIn(response: Response): Promise<HubError> {
  const text = await response.text().catch(() => '');
  try {
    const { code, detail, details } = JSON.parse(text) as { code?: unknown; detail?: unknown; details?: Record<string, unknown> };
    if (typeof code === 'string') return new HubError(hinted({ code, message: String(detail), details }, response));
  } catch {
    // Not the hub's.
  }
  return stranger(response, text.slice(0, 200));
}

/** `Retry-After` in seconds, where the refusal itself does not say more exactly. */
function hinted(told: Told, response: Response): Told {
  const header = response.headers.get('retry-after');
  const seconds = header === null ? Number.NaN : Number(header);
  if (told.details?.['retryAfter'] !== undefined || !Number.isFinite(seconds)) return told;
  return { ...told, details: { ...told.details, retryAfter: seconds } };
}

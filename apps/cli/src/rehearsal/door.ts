import { type z } from 'zod';
import { stream as contract, type Command, type Entrance, type Query } from '#contracts';
import { DomainError, newId } from '#kernel';
import { readServerSentEvents, type ServerSentEvent } from '#sdk';
import { ATTEMPTS, backOff, pauseBefore, wait, type Told } from './retry.js';

/** What a client may leave out has a default in the contract. */
export type Asked<C extends Command | Entrance> = z.input<C['input']>;
export type Answered<C extends Command | Entrance | Query> = z.output<C['output']>;

/** A page of a stream or of the feed. `iterator` is where the next one begins. */
export interface EventPage {
  readonly data: readonly contract.Envelope[];
  readonly iterator: string;
  readonly done: boolean;
}

interface Sending {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The hub over HTTP, as a good client uses it: what comes back is held against its contract, a refusal is thrown as a
 * `DomainError`, and what may be sent again is sent again, with the same id and after the pause that the hub asks for.
 */
export class Door {
  /** @param token of a session or a key; null before anybody is signed in */
  constructor(
    readonly url: string,
    readonly token: string | null = null,
  ) {}

  /** The same hub for somebody else. */
  as(token: string): Door {
    return new Door(this.url, token);
  }

  async enter<E extends Entrance>(entrance: E, input: Asked<E>): Promise<Answered<E>> {
    return entrance.output.parse(await this.exchange({ method: entrance.method, path: entrance.path, body: input })) as Answered<E>;
  }

  async send<C extends Command>(command: C, input: Asked<C>, { id = newId() }: { id?: string } = {}): Promise<Answered<C>> {
    const answer = await this.exchange({ method: 'POST', path: `/commands/${command.name}`, body: input, headers: { 'idempotency-key': id } });
    return command.output.parse(answer) as Answered<C>;
  }

  /** One answer; of a list, use `list`. */
  async ask<Q extends Query>(query: Q, params: z.input<Q['params']>): Promise<Answered<Q>> {
    return query.output.parse(await this.exchange({ method: 'GET', path: pathOf(query, params) })) as Answered<Q>;
  }

  /** A whole list, page by page. */
  async *list<Q extends Query>(query: Q, params: z.input<Q['params']>): AsyncGenerator<Answered<Q>> {
    let iterator: string | null = null;
    do {
      const search: object = { limit: 250, ...(params as object), ...(iterator === null ? {} : { iterator }) };
      const page = (await this.exchange({ method: 'GET', path: pathOf(query, search) })) as { data: unknown[]; iterator: string | null; done: boolean };
      for (const item of page.data) yield query.output.parse(item) as Answered<Q>;
      iterator = page.done ? null : page.iterator;
    } while (iterator !== null);
  }

  async all<Q extends Query>(query: Q, params: z.input<Q['params']>): Promise<Answered<Q>[]> {
    const items: Answered<Q>[] = [];
    for await (const item of this.list(query, params)) items.push(item);
    return items;
  }

  /** One page of events after a position. @param stream null stands for the feed */
  async pull(stream: string | null, { after, limit = 1_000, wait: seconds = 0, signal }: { after: string; limit?: number; wait?: number; signal?: AbortSignal }): Promise<EventPage> {
    const path = `${eventsPath(stream)}?${new URLSearchParams({ after, limit: String(limit), wait: String(seconds) }).toString()}`;
    return (await this.exchange({ method: 'GET', path, signal })) as EventPage;
  }

  /** An open event stream from a position (null: from now on), until it ends or `signal` aborts it. */
  async *live(stream: string | null, after: string | null, signal: AbortSignal): AsyncGenerator<ServerSentEvent> {
    const response = await this.request({
      method: 'GET', path: eventsPath(stream), signal,
      headers: { accept: 'text/event-stream', ...(after === null ? {} : { 'last-event-id': after }) },
    });
    if (!response.ok || response.body === null) throw refusalOf(await problemIn(response));
    yield* readServerSentEvents(response.body);
  }

  private async exchange(sending: Sending): Promise<unknown> {
    for (let attempt = 1; ; attempt += 1) {
      const reply = await this.try(sending);
      if ('data' in reply) return reply.data;
      const pause = pauseBefore(reply.refusal, attempt);
      if (pause === null || attempt >= ATTEMPTS || sending.signal?.aborted === true) throw refusalOf(reply.refusal);
      await wait(pause);
    }
  }

  /** A line that breaks is no answer: the outcome is unknown, as with `unavailable`. */
  private async try(sending: Sending): Promise<{ data: unknown } | { refusal: Told }> {
    try {
      const response = await this.request(sending);
      return response.ok ? { data: await response.json() } : { refusal: await problemIn(response) };
    } catch (fault) {
      if (sending.signal?.aborted === true) throw fault;
      return { refusal: { code: 'unavailable', message: `The hub at ${this.url} cannot be reached (${reasonOf(fault)}).`, details: { retryAfter: backOff(1) / 1_000 } } };
    }
  }

  private request({ method, path, body, headers, signal }: Sending): Promise<Response> {
    return fetch(`${this.url}/api/v1${path}`, {
      method, signal: signal ?? null, body: body === undefined ? null : JSON.stringify(body),
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...(this.token === null ? {} : { authorization: `Bearer ${this.token}` }), ...headers },
    });
  }
}

function eventsPath(stream: string | null): string {
  return stream === null ? '/feed/events' : `/streams/${encodeURIComponent(stream)}/events`;
}

/** The path with its named parts filled in, and what is left as search fields. */
function pathOf(query: Query, params: unknown): string {
  const given = Object.entries(params as object).filter(([, value]) => value !== undefined);
  const left = new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)]));
  const path = query.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = left.get(name) ?? '';
    left.delete(name);
    return encodeURIComponent(value);
  });
  return left.size === 0 ? path : `${path}?${left.toString()}`;
}

async function problemIn(response: Response): Promise<Told> {
  const text = await response.text();
  try {
    const { code, detail, details } = JSON.parse(text) as { code?: unknown; detail?: unknown; details?: Record<string, unknown> };
    if (typeof code === 'string') return { code, message: String(detail), details };
  } catch {
    // What stands between the client and the hub may answer with no JSON at all.
  }
  return { code: response.status >= 500 ? 'unavailable' : 'invalid_input', message: `HTTP ${response.status}: ${text.slice(0, 200)}` };
}

export function refusalOf({ code, message, details }: Told): DomainError {
  return new DomainError(code, message, details);
}

function reasonOf(fault: unknown): string {
  const cause = (fault as { cause?: { code?: string; message?: string } }).cause;
  return cause?.code ?? cause?.message ?? (fault as Error).message;
}

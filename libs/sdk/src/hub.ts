import type { Answered, Asked, AskedOf, Asks } from './asks.js';
import type { Command, Entrance, Query } from './contracts.js';
import { consume, type ConsumeOptions, type Handler } from './consume/consume.js';
import { HubError } from './error.js';
import { Exchange } from './http/exchange.js';
import { pathOf } from './http/path.js';
import { readPage, type EventPage, type PageOptions } from './read/by-pull.js';
import { Reading, type ReadOptions } from './read/reading.js';

export interface HubOptions {
  /** As `https://hub.example.org`; in a page of the hub itself, `location.origin`. */
  readonly url: string;
  /** An API key (`hub_…`). */
  readonly key?: string | null | undefined;
  /** The token of a session, in the place of a key. In a browser neither is needed: the session's cookie goes along. */
  readonly token?: string | null | undefined;
  /** Another `fetch`, with the same meaning: through a proxy, or with a certificate of your own. */
  readonly fetch?: typeof fetch;
}

export interface SendOptions {
  /** The id under which the command acts once, however often it is sent. Keep it beside your own record to be safe over a restart of yours too. */
  readonly id?: string;
  readonly signal?: AbortSignal;
}

/** Items that are asked for in one page of a list. */
const PAGE = 100;

/** @throws TypeError for what is no address of a hub */
function insistOnAddress(url: string): void {
  const address = URL.canParse(url) ? new URL(url) : null;
  const isOne = address !== null && /^https?:$/.test(address.protocol) && `${address.username}${address.password}${address.search}${address.hash}` === '';
  if (!isOne) throw new TypeError(`${JSON.stringify(url)} is no address of a hub: it has the form https://hub.example.org.`);
}

/** A hub, as the holder of one credential sees it. What comes back is held against its contract; a refusal is thrown as a `HubError`. */
export class Hub implements Asks {
  private readonly exchange: Exchange;
  private readonly fetching: typeof fetch;

  constructor({ url, key, token, fetch: fetching }: HubOptions) {
    insistOnAddress(url);
    const credential = key ?? token ?? null;
    // What no header can carry would never be sent.
    if (credential !== null && !/^[\x21-\x7e]+$/.test(credential)) throw new TypeError('The key or token is empty, or has a line break, a space or another character that none of the hub has.');
    this.fetching = fetching ?? ((input, init) => fetch(input, init));
    this.exchange = new Exchange(url.replace(/\/+$/, ''), credential, this.fetching);
  }

  get url(): string {
    return this.exchange.url;
  }

  /** The same hub for the holder of another key or token. */
  as(credential: string): Hub {
    return new Hub({ url: this.url, token: credential, fetch: this.fetching });
  }

  /** What is asked before anybody is signed in, as signing in. @throws HubError */
  async enter<E extends Entrance>(entrance: E, input: Asked<E>): Promise<Answered<E>> {
    return checked(entrance, await this.exchange.json({ method: entrance.method, path: entrance.path, body: input })) as Answered<E>;
  }

  /**
   * Sends a command until it is answered. It carries an id, so that it acts once although a cut line makes it be sent again.
   * @throws HubError the refusal, or `unreachable` when about a minute of attempts has brought no answer
   */
  async send<C extends Command>(command: C, input: Asked<C>, { id = crypto.randomUUID(), signal }: SendOptions = {}): Promise<Answered<C>> {
    return checked(command, await this.exchange.json({ method: 'POST', path: `/commands/${command.name}`, body: input, headers: { 'idempotency-key': id }, signal })) as Answered<C>;
  }

  /** One answer; of a list, take `list`. @throws HubError */
  async ask<Q extends Query>(query: Q, params: AskedOf<Q>, { signal }: { signal?: AbortSignal } = {}): Promise<Answered<Q>> {
    return checked(query, await this.exchange.json({ method: 'GET', path: pathOf(query, params), signal })) as Answered<Q>;
  }

  /** A whole list, page by page as it is asked for. @throws HubError */
  async *list<Q extends Query>(query: Q, params: AskedOf<Q>, { signal }: { signal?: AbortSignal } = {}): AsyncGenerator<Answered<Q>> {
    for (let iterator: string | null = null, done = false; !done;) {
      const search: object = { limit: PAGE, ...(params as object), ...(iterator === null ? {} : { iterator }) };
      const page = (await this.exchange.json({ method: 'GET', path: pathOf(query, search), signal })) as { data: unknown[]; iterator: string | null; done: boolean };
      for (const item of page.data) yield checked(query, item) as Answered<Q>;
      ({ iterator, done } = page);
    }
  }

  /** One page of a stream, or of the `feed`. @throws HubError */
  page(stream: string, options: PageOptions): Promise<EventPage> {
    return readPage(this.exchange, stream, options);
  }

  /** The events of a stream (`meeting:<id>`), or of everything that you may read (`feed`), from a place on and for ever. */
  read(stream: string, options: ReadOptions = {}): Reading {
    return new Reading(this.exchange, stream, options);
  }

  /**
   * Works through a durable consumer: the hub remembers how far it has come, any number of workers may share one, and an event
   * that nobody has finished comes again. Ends when its signal is aborted. @throws HubError
   */
  consume(name: string, handler: Handler, options: ConsumeOptions = {}): Promise<void> {
    return consume(this, this.exchange, name, handler, options);
  }
}

/** The answer as its contract says; what a newer hub adds is left out. */
function checked(contract: Command | Entrance | Query, answer: unknown): unknown {
  const { success, data, error } = contract.output.safeParse(answer);
  if (!success) throw new HubError({ code: 'unexpected_answer', message: `The answer to ${contract.name} is not as declared: ${error.message}` });
  return data;
}

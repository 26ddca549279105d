import type { z } from 'zod';
import type { Asks } from '../asks.js';
import { events, type stream as contract } from '../contracts.js';
import { HubError } from '../error.js';
import type { Exchange } from '../http/exchange.js';
import { backOff, pause, pauseBefore } from '../pause.js';

type Message = z.output<typeof events.consumerMessage>;
type Settling = z.input<typeof events.acksRequest>;
export type ConsumerSettings = Omit<z.input<typeof events.createConsumer.input>, 'name'>;

/** Seconds for which the hub keeps a request that finds nothing new. */
const WAIT = 25;

/** What is known of a message beside its event. */
export interface Delivered {
  /** How often it has been given, this time included: above 1 you may have acted on it before. */
  readonly delivered: number;
  /** Where the feed goes on after it; null for a consumer of one stream. */
  readonly feedPosition: string | null;
}

/**
 * Deals with one event. When it returns, the event is done, and never comes again. When it throws, the event comes again after
 * the wait that the consumer has for it (`ackWait`, `backoff`). `park`: it is hopeless, and goes to the parked ones at once.
 */
export type Handler = (event: contract.Envelope, delivered: Delivered) => void | 'park' | Promise<void | 'park'>;

export interface ConsumeOptions {
  /** How the consumer is made where there is none of the name yet; one that is there keeps its settings. */
  readonly create?: ConsumerSettings;
  /** Events that are fetched at once; they are dealt with one after the other. */
  readonly batch?: number;
  /** Ends the work: the event in hand is finished, and what was fetched beyond it is given back. */
  readonly signal?: AbortSignal;
  /** The consumer stands: what it is meant for is remembered from now on. */
  readonly onReady?: (consumer: { readonly id: string }) => void;
  /** The handler threw, or the hub cannot be reached at the moment; the work goes on. */
  readonly onFault?: (fault: unknown, event: contract.Envelope | null) => void;
}

/** Reads a durable consumer until it is told to stop. @throws HubError what no patience mends, as a consumer that was deleted */
export async function consume(hub: Asks, exchange: Exchange, name: string, handler: Handler, options: ConsumeOptions): Promise<void> {
  const { id, ackWait } = await theConsumer(hub, name, options.create ?? {});
  options.onReady?.({ id });
  const { signal = new AbortController().signal, onFault = () => undefined, batch = 50 } = options;
  for (let failures = 0; !signal.aborted;) {
    try {
      const messages = await fetchMessages(exchange, id, batch, signal);
      failures = 0;
      await new Batch(exchange, id, messages).work(handler, { every: (ackWait * 1_000) / 3, signal, onFault });
    } catch (fault) {
      if (signal.aborted) return;
      if (!(fault instanceof HubError) || fault.retry === 'never') throw fault;
      failures += 1;
      onFault(fault, null);
      await pause(pauseBefore(fault, failures) ?? backOff(failures), signal).catch(() => undefined);
    }
  }
}

/** The consumer of this name, made where there is none. Of two who make it at once both get the same one. */
async function theConsumer(hub: Asks, name: string, create: ConsumerSettings): Promise<{ id: string; ackWait: number }> {
  for await (const consumer of hub.list(events.listConsumers, { name })) return consumer;
  try {
    const { consumerId } = await hub.send(events.createConsumer, { ...create, name });
    return await hub.ask(events.readConsumer, { consumerId });
  } catch (fault) {
    if (!(fault instanceof HubError) || fault.code !== 'consumer_exists') throw fault;
    return theConsumer(hub, name, create);
  }
}

/** A line that is dead is told from a quiet one by the spaces that the hub sends; what was fetched and lost on the way comes again. */
async function fetchMessages(exchange: Exchange, id: string, batch: number, signal: AbortSignal): Promise<readonly Message[]> {
  const answer = await exchange.json({ method: 'POST', path: `/consumers/${id}/next`, body: { batch, wait: WAIT }, signal, waits: WAIT * 1_000, once: true });
  return events.nextAnswer.parse(answer).messages;
}

/** What was fetched at once: each message is in hand, done, hopeless or failed, and the hub is told so again and again. */
class Batch {
  private readonly inHand: Set<Message>;
  private readonly done: string[] = [];
  private readonly hopeless: string[] = [];

  constructor(
    private readonly exchange: Exchange,
    private readonly id: string,
    private readonly messages: readonly Message[],
  ) {
    this.inHand = new Set(messages);
  }

  async work(handler: Handler, { every, signal, onFault }: { every: number; signal: AbortSignal; onFault: (fault: unknown, event: contract.Envelope | null) => void }): Promise<void> {
    // As long as somebody works on them, none of them is given to somebody else.
    const timer = setInterval(() => void this.settle({ progress: [...this.inHand].map(({ ackToken }) => ackToken) }).catch((fault: unknown) => onFault(fault, null)), every);
    try {
      for (const message of this.messages) {
        if (signal.aborted) break;
        const isDealtWith = await this.handle(handler, message).then(() => true, (fault: unknown) => {
          onFault(fault, message.event as contract.Envelope);
          return false;
        });
        // Who was stopped in the middle gives it back with the rest, so that it comes first again.
        if (isDealtWith || !signal.aborted) this.inHand.delete(message);
      }
    } finally {
      clearInterval(timer);
    }
    await this.settle({ nak: [...this.inHand].map(({ ackToken }) => ({ token: ackToken })) });
  }

  private async handle(handler: Handler, { event, delivered, feedposition, ackToken }: Message): Promise<void> {
    const verdict = await handler({ ...event, data: event.data ?? {} }, { delivered, feedPosition: feedposition });
    (verdict === 'park' ? this.hopeless : this.done).push(ackToken);
  }

  private async settle(further: Settling): Promise<void> {
    const settling = { ack: this.done.splice(0), term: this.hopeless.splice(0), ...further };
    if (Object.values(settling).every((tokens) => tokens.length === 0)) return;
    try {
      await this.exchange.json({ method: 'POST', path: `/consumers/${this.id}/acks`, body: settling });
    } catch (fault) {
      this.done.push(...settling.ack);
      this.hopeless.push(...settling.term);
      throw fault;
    }
  }
}

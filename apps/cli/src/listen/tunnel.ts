import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { events, type filter as filters, type stream as contract } from '#contracts';
import { allowedPayload, compose, digestOf, genesis, type Sink } from '#events';
import { StartFault, withPatience } from '#kernel';
import { HubError, type Delivered, type Hub } from '#sdk';
import { Numbers } from './numbers.js';

/** Seconds that the receiver has to answer, as with a webhook. */
const ANSWER = 15;
/** Characters of an answer that are shown. */
const SHOWN = 200;
/** Between two tries (ms): doubles from the first to the second figure. */
const PAUSES = [500, 15_000] as const;
/** Seconds after which the hub forgets a tunnel that nobody opens. */
const FORGOTTEN = 7 * 86_400;

export interface TunnelInput {
  readonly hub: Hub;
  /** The durable consumer that remembers how far the tunnel has come. */
  readonly name: string;
  /** Where to post. */
  readonly to: string;
  readonly secret: Buffer;
  readonly filter?: filters.Filter;
  /** Where numbers and digests are kept, for the tunnel of this id. */
  readonly file: string;
  readonly signal: AbortSignal;
  /** What happened before is left, and the hub begins with what happens now. */
  readonly anew: boolean;
}

/** What is told of each try, and of the hub. */
export type Tell = (line: string) => void;

/**
 * Posts every event to an address that the hub itself could not reach, as a webhook: same body, same headers, one after the
 * other, the same one again until it is taken. The events come over a line that goes out from here.
 */
export async function openTunnel(input: TunnelInput, tell: Tell): Promise<void> {
  const { hub, name, filter = {}, signal } = input;
  const tunnel = new Tunnel(input, tell);
  await retune(input, tell);
  await hub.consume(name, (event, delivered) => tunnel.post(event, delivered), {
    batch: 10, signal, onReady: () => tell('# listening'), onFault: (fault) => {
      if (!signal.aborted) tell(`# ${(fault as Error).message}`);
    },
    create: { filter, deliverPolicy: 'new', maxDeliver: null, inactiveThreshold: FORGOTTEN },
  }).catch((fault: unknown) => {
    if (!(fault instanceof HubError) || fault.code !== 'position_gone') throw fault;
    throw new StartFault('The hub has another history since it was restored from a backup: hub listen --anew begins with what happens from now on.', { cause: fault });
  });
}

/** A tunnel that stands hears what is asked for now, from where it has come to, or from now on. */
async function retune({ hub, name, filter, anew }: TunnelInput, tell: Tell): Promise<void> {
  for await (const { id: consumerId, filter: before } of hub.list(events.listConsumers, { name })) {
    if (anew) await hub.send(events.resetConsumer, { consumerId, deliverPolicy: 'new' });
    if (filter === undefined || isDeepStrictEqual(before, filter)) continue;
    await hub.send(events.changeConsumer, { consumerId, filter });
    tell(`# ${name} heard ${JSON.stringify(before)} so far, and hears ${JSON.stringify(filter)} from where it has come to`);
  }
}

class Tunnel {
  private readonly sink: Sink;
  private readonly numbers: Numbers;

  constructor(private readonly input: TunnelInput, private readonly tell: Tell) {
    const { name, to, secret, file } = input;
    this.sink = { id: name, ownerId: '', protocol: 'webhook', url: to, format: 'structured', ordered: true, batch: 1, concurrency: 1, perSecond: null, secrets: [{ kind: 'v1', secret }] };
    this.numbers = new Numbers(file, genesis(name));
  }

  /** Returns when the event was taken. @throws the signal's reason: then it comes again, to the next tunnel of this name */
  async post(event: contract.Envelope, { feedPosition }: Delivered): Promise<void> {
    if (this.numbers.has(event.id)) return;
    for (let attempts = 0; ; attempts += 1) {
      const due = this.next(event, feedPosition ?? event.position, attempts);
      const answer = await this.try(due);
      this.tell(`${new Date().toISOString()} ${due.sequence} ${event.type} ${event.id} → ${answer.told}`);
      if (answer.isTaken) return this.numbers.taken(due.sequence, due.digest, event.id);
      if (answer.expects === 1 && due.sequence !== 1) {
        this.tell('# the receiver begins anew, and so do the numbers');
        this.numbers.beginAnew();
      } else await pause(Math.min(PAUSES[1], PAUSES[0] * 2 ** attempts), undefined, { signal: this.input.signal });
    }
  }

  /** As much of the event as may leave the hub in a webhook, under the next number. */
  private next(event: contract.Envelope, feedPosition: string, attempts: number): Parameters<typeof compose>[1][number] {
    const payload = allowedPayload(event.type, 'full');
    const [previous, sequence] = [this.numbers.digest, this.numbers.sequence + 1];
    return { event, payload, feedPosition, sequence, previous, digest: digestOf(this.sink, sequence, { event, payload, feedPosition }, previous), attempts, tries: attempts };
  }

  private async try(due: ReturnType<Tunnel['next']>): Promise<{ told: string; isTaken: boolean; expects: number | null }> {
    const { url, headers, body } = compose(this.sink, [due], new Date());
    const began = performance.now();
    try {
      const { answer, said } = await withPatience(ANSWER * 1_000, this.input.signal, async (signal) => {
        const answer = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal });
        return { answer, said: (await beginningOf(answer, signal)).replaceAll(/[\s\p{C}]+/gu, ' ') };
      });
      const expected = answer.status === 409 ? answer.headers.get('expected-sequence') : null;
      return { told: `${answer.status} (${Math.round(performance.now() - began)} ms) ${said}`.trimEnd(), isTaken: answer.ok, expects: expected === null ? null : Number(expected) };
    } catch (fault) {
      this.input.signal.throwIfAborted();
      const cause = (fault as { cause?: { code?: string } }).cause?.code;
      return { told: `no answer (${cause ?? (fault as Error).message})`, isTaken: false, expects: null };
    }
  }
}

/** As much of an answer as is shown: one without end is not read to its end. Who reads a body listens to the signal too, so that nothing of it stays open. */
async function beginningOf({ body }: Response, signal: AbortSignal): Promise<string> {
  if (body === null) return '';
  const reader = body.getReader();
  const leave = (): void => void reader.cancel().catch(() => undefined);
  signal.addEventListener('abort', leave);
  try {
    const decoder = new TextDecoder();
    let text = '';
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      text += decoder.decode(chunk.value, { stream: true });
      if (text.length >= SHOWN) break;
    }
    return text.slice(0, SHOWN);
  } finally {
    signal.removeEventListener('abort', leave);
    leave();
  }
}

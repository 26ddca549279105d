import type { FastifyReply } from 'fastify';
import type { stream as contract } from '#contracts';

/** A comment line this often (ms) keeps proxies from closing a quiet stream. */
const KEEP_ALIVE = 15_000;
/** How long (ms) a reader waits before it connects again: between these two, so that a thousand that were cut together do not come back together. */
const RETRY = { least: 1_000, most: 3_000 } as const;
/** Bytes that may wait for one slow reader before it is cut; it resumes by Last-Event-ID. */
const MAX_WAITING = 1_048_576;

/** How long (ms) a reader may take for what stands written when its stream ends. */
const PATIENCE = 5_000;
/** Characters of a page that are written at once. */
const PART = 65_536;

/** An event, and the position under which this door gives it. */
export interface Numbered {
  readonly position: string;
  readonly envelope: contract.Envelope;
}

/** An event is encoded once for all who read it; what is kept goes with the event. */
const texts = new WeakMap<contract.Envelope, string>();

function encoded(envelope: contract.Envelope): string {
  let text = texts.get(envelope);
  if (text === undefined) texts.set(envelope, (text = JSON.stringify(envelope)));
  return text;
}

function textOf({ position, envelope }: Numbered): string {
  return `id: ${position}\nevent: ${envelope.type}\ndata: ${encoded(envelope)}\n\n`;
}

function blockOf(position: string): string {
  return `id: ${position}\n\n`;
}

/** One Server-Sent Events response (WHATWG HTML): `id:` is the position, so that a reader resumes by itself. */
export class EventStream {
  private readonly keepAlive: NodeJS.Timeout;
  private open = true;

  constructor(
    private readonly reply: FastifyReply,
    position: string,
    onClose: () => void,
  ) {
    reply.hijack();
    reply.raw.writeHead(200, {
      ...(reply.getHeaders() as Record<string, string>),
      'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-accel-buffering': 'no', 'hub-position': position,
    });
    reply.raw.setTimeout(0);
    reply.raw.socket?.setTimeout(0);
    this.write(`retry: ${Math.round(RETRY.least + Math.random() * (RETRY.most - RETRY.least))}\nid: ${position}\n\n`);
    this.keepAlive = setInterval(() => this.write(': still here\n\n'), KEEP_ALIVE).unref();
    reply.raw.on('close', () => {
      this.open = false;
      clearInterval(this.keepAlive);
      onClose();
    });
  }

  /** One message for each live event. A block with an id alone moves the reader's position over what it may not see. */
  push(events: readonly Numbered[], to: string): void {
    this.write(events.map(textOf).join('') + (events.at(-1)?.position === to ? '' : blockOf(to)));
  }

  /**
   * A page of history, in parts: each waits until the reader has taken the one before, and goes out only while the page still holds.
   * @returns the position up to which it went out; null when nothing did
   */
  async page(events: readonly Numbered[], to: string, holds: () => boolean = () => true): Promise<string | null> {
    let [part, reached] = ['', null as string | null];
    for (const event of events) {
      part += textOf(event);
      if (part.length < PART) continue;
      if (!holds()) return reached;
      await this.take(part);
      [part, reached] = ['', event.position];
    }
    if (!holds()) return reached;
    await this.take(part + (events.at(-1)?.position === to ? '' : blockOf(to)));
    return to;
  }

  get closed(): boolean {
    return !this.open || this.reply.raw.writableEnded;
  }

  /** A named message that is no event of the log (`reset`). */
  note(name: string, data: unknown): void {
    this.write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  /** Ends it. Who does not take what was written before within a moment is cut. */
  end(): void {
    const { raw } = this.reply;
    raw.end();
    setTimeout(() => raw.destroy(), PATIENCE).unref();
  }

  private async take(text: string): Promise<void> {
    this.write(text);
    const { raw } = this.reply;
    if (!this.open || !raw.writableNeedDrain) return;
    await new Promise<void>((resolve) => {
      const end = (): void => {
        raw.off('drain', end).off('close', end);
        resolve();
      };
      raw.on('drain', end).on('close', end);
    });
  }

  /** Who has left too much untaken is cut; how much this is says nothing of them. */
  private write(text: string): void {
    const { raw } = this.reply;
    // What comes between the end and its arrival is the reader's to ask for when it comes back.
    if (!this.open || raw.writableEnded || text === '') return;
    if (raw.writableLength > MAX_WAITING) raw.destroy();
    else raw.write(text);
  }
}

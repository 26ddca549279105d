import type { FastifyReply } from 'fastify';
import type { stream as contract } from '#contracts';

/** A comment line this often (ms) keeps proxies from closing a quiet stream. */
const KEEP_ALIVE = 15_000;
/** How long (ms) a reader waits before it connects again: between these two, so that a thousand that were cut together do not come back together. */
const RETRY = { least: 1_000, most: 3_000 } as const;
/** Bytes that may wait for one slow reader before it is cut; it resumes by Last-Event-ID. */
const MAX_WAITING = 1_048_576;

/** An event is encoded once for all who read it; what is kept goes with the event. */
const texts = new WeakMap<contract.Envelope, string>();

function encoded(envelope: contract.Envelope): string {
  let text = texts.get(envelope);
  if (text === undefined) texts.set(envelope, (text = JSON.stringify(envelope)));
  return text;
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

  /** One message for each event. A block with an id alone moves the reader's position over what it may not see. */
  push(events: readonly { position: string; envelope: contract.Envelope }[], to: string): void {
    let text = '';
    for (const { position, envelope } of events) text += `id: ${position}\nevent: ${envelope.type}\ndata: ${encoded(envelope)}\n\n`;
    if (events.at(-1)?.position !== to) text += `id: ${to}\n\n`;
    this.write(text);
  }

  /** Waits until the reader has taken what was written. Who sends history waits after each page; live events do not wait. */
  async drained(): Promise<void> {
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

  get closed(): boolean {
    return !this.open;
  }

  /** A named message that is no event of the log (`reset`). */
  note(name: string, data: unknown): void {
    this.write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  end(): void {
    this.reply.raw.end();
  }

  private write(text: string): void {
    // What comes between the end and its arrival is the reader's to ask for when it comes back.
    if (!this.open || this.reply.raw.writableEnded) return;
    this.reply.raw.write(text);
    if (this.reply.raw.writableLength > MAX_WAITING) this.reply.raw.destroy();
  }
}

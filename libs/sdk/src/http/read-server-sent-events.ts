/** One message of an event stream (WHATWG HTML, server-sent events). `id` is the last one that was named. */
export interface ServerSentEvent {
  readonly id: string;
  readonly event: string;
  /** Empty where the block moved the position alone. */
  readonly data: string;
}

/** Longer blocks (characters) are no events of the hub: the reader gives up before its memory does. */
const MAX_WAITING = 4_194_304;

export interface Listening {
  /** Ends the reading. It is heard here, and not by way of `fetch` alone, which may lose its hold on a signal when garbage is collected after it has answered. */
  readonly signal?: AbortSignal;
  /** Told of every chunk, comments too. */
  readonly heard?: () => void;
}

/**
 * Takes a body apart into messages, however it was cut on the way. A block with an id alone is given too: it moves the reader's position.
 * @throws what the platform calls a body that broke off
 */
export async function* readServerSentEvents(body: ReadableStream<Uint8Array>, { signal, heard }: Listening = {}): AsyncGenerator<ServerSentEvent> {
  // Not `for await (… of body)`: not every browser knows that.
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let waiting = '';
  let id = '';
  const leave = (): void => void reader.cancel().catch(() => undefined);
  signal?.addEventListener('abort', leave);
  try {
    signal?.throwIfAborted();
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      heard?.();
      // A chunk may end between the two characters that end a line.
      const text = waiting + decoder.decode(chunk.value, { stream: true });
      waiting = text.endsWith('\r') ? text : text.replaceAll('\r\n', '\n');
      if (waiting.length > MAX_WAITING) throw new Error('the event stream sends a block without end');
      for (let end = waiting.indexOf('\n\n'); end >= 0; end = waiting.indexOf('\n\n')) {
        const block = readBlock(waiting.slice(0, end), id);
        waiting = waiting.slice(end + 2);
        if (block === null) continue;
        id = block.id;
        yield block;
      }
    }
  } finally {
    signal?.removeEventListener('abort', leave);
    await reader.cancel().catch(() => undefined);
  }
}

/** Null for a block of comments alone. */
function readBlock(text: string, before: string): ServerSentEvent | null {
  let [id, event] = [before, 'message'];
  const data: string[] = [];
  let says = false;
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith(':')) continue;
    const at = line.indexOf(':');
    const [name, value] = at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1).replace(/^ /, '')];
    if (name === 'id') id = value;
    else if (name === 'event') event = value;
    else if (name === 'data') data.push(value);
    says ||= name === 'id' || name === 'data';
  }
  return says ? { id, event, data: data.join('\n') } : null;
}

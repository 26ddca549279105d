import { once } from 'node:events';
import { createServer, connect, type AddressInfo, type Socket } from 'node:net';

/** What becomes of a text message on its way from the hub to a client: none, itself, or several. */
export type Mangle = (text: string, line: number) => readonly string[];

/** A line between clients and a hub that can be cut, and that may take messages away, double or change them. */
export interface ManglingProxy {
  readonly url: string;
  /** Breaks every line at once. */
  cutAll(): void;
  close(): Promise<void>;
}

const TEXT = 0x81;

/** Stands between clients and the hub at `target`. HTTP passes as it is; messages over WebSockets pass through `mangle`. */
export async function startProxy(target: string, mangle: Mangle = (text) => [text]): Promise<ManglingProxy> {
  const { hostname, port } = new URL(target);
  const lines = new Set<Socket>();
  let count = 0;
  const server = createServer((client) => {
    const hub = connect(Number(port), hostname);
    for (const [socket, other] of [[client, hub], [hub, client]] as const) {
      lines.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        lines.delete(socket);
        other.destroy();
      });
    }
    client.pipe(hub);
    client.once('data', (first) => {
      if (/upgrade: websocket/i.test(first.toString('latin1'))) rewrite(hub, client, mangle, (count += 1));
      else hub.pipe(client);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cutAll = (): void => lines.forEach((line) => void line.destroy());
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, cutAll,
    close: async () => {
      server.close();
      cutAll();
      await once(server, 'close');
    },
  };
}

/** Takes the hub's side of a WebSocket apart into frames (RFC 6455: never masked, and the hub sends each message in one). */
function rewrite(hub: Socket, client: Socket, mangle: Mangle, line: number): void {
  let waiting = Buffer.alloc(0);
  let isOpen = false;
  hub.on('data', (chunk) => {
    waiting = Buffer.concat([waiting, chunk]);
    if (!isOpen) {
      const end = waiting.indexOf('\r\n\r\n');
      if (end < 0) return;
      client.write(waiting.subarray(0, end + 4));
      waiting = waiting.subarray(end + 4);
      isOpen = true;
    }
    for (let frame = read(waiting); frame !== null; frame = read(waiting)) {
      waiting = waiting.subarray(frame.whole.length);
      if (frame.whole[0] !== TEXT) client.write(frame.whole);
      else for (const text of mangle(frame.payload.toString('utf8'), line)) client.write(write(text));
    }
  });
}

function read(bytes: Buffer): { whole: Buffer; payload: Buffer } | null {
  if (bytes.length < 2) return null;
  const short = bytes.readUInt8(1);
  const head = short === 127 ? 10 : short === 126 ? 4 : 2;
  if (bytes.length < head) return null;
  const length = short === 127 ? Number(bytes.readBigUInt64BE(2)) : short === 126 ? bytes.readUInt16BE(2) : short;
  if (bytes.length < head + length) return null;
  return { whole: bytes.subarray(0, head + length), payload: bytes.subarray(head, head + length) };
}

function write(text: string): Buffer {
  const payload = Buffer.from(text, 'utf8');
  const head = Buffer.alloc(payload.length < 126 ? 2 : payload.length < 65_536 ? 4 : 10);
  head.writeUInt8(TEXT, 0);
  if (head.length === 2) head.writeUInt8(payload.length, 1);
  else if (head.length === 4) head.writeUInt16BE(payload.length, head.writeUInt8(126, 1));
  else head.writeBigUInt64BE(BigInt(payload.length), head.writeUInt8(127, 1));
  return Buffer.concat([head, payload]);
}

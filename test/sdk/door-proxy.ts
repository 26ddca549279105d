import { once } from 'node:events';
import { createServer, request, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { DoorName } from '#sdk';

/** Stands between a client and a hub, and shuts doors: what is shut refuses new lines, and breaks those that are open. */
export interface DoorProxy {
  readonly url: string;
  /** How many lines were opened at each door so far, refused ones too. */
  readonly asked: Readonly<Record<DoorName, number>>;
  shut(...doors: DoorName[]): void;
  open(...doors: DoorName[]): void;
  /** Breaks every line at once; new ones may come. */
  cutAll(): void;
  close(): Promise<void>;
}

export async function startDoorProxy(target: string): Promise<DoorProxy> {
  const { hostname, port } = new URL(target);
  const shut = new Set<DoorName>();
  const asked: Record<DoorName, number> = { socket: 0, sse: 0, pull: 0 };
  const lines = new Map<Socket, DoorName>();
  const note = (socket: Socket, door: DoorName): boolean => {
    asked[door] += 1;
    lines.set(socket, door);
    socket.once('close', () => lines.delete(socket)).on('error', () => undefined);
    return !shut.has(door);
  };
  const server = createServer((asking, answer) => {
    if (!note(asking.socket, doorOf(asking))) return void asking.socket.destroy();
    const onward = request({ hostname, port, path: asking.url, method: asking.method, headers: asking.headers }, (reply) => {
      answer.writeHead(reply.statusCode ?? 502, reply.headers);
      answer.flushHeaders();
      reply.pipe(answer).on('error', () => reply.destroy());
    });
    onward.on('error', () => asking.socket.destroy());
    answer.on('close', () => onward.destroy());
    asking.pipe(onward);
  });
  server.on('upgrade', (asking: IncomingMessage, socket: Socket, head: Buffer) => {
    if (!note(socket, 'socket')) return void socket.destroy();
    const onward = connect(Number(port), hostname, () => {
      onward.write(`${asking.method} ${asking.url} HTTP/1.1\r\n${headersOf(asking)}\r\n\r\n`);
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    onward.on('error', () => socket.destroy()).on('close', () => socket.destroy());
    socket.on('close', () => onward.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked,
    shut: (...doors) => {
      doors.forEach((door) => shut.add(door));
      for (const [line, door] of lines) if (shut.has(door)) line.destroy();
    },
    open: (...doors) => doors.forEach((door) => shut.delete(door)),
    cutAll: () => [...lines.keys()].forEach((line) => void line.destroy()),
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      [...lines.keys()].forEach((line) => void line.destroy());
      await closed;
    },
  };
}

function doorOf(asking: IncomingMessage): DoorName {
  return asking.headers.accept?.includes('text/event-stream') === true ? 'sse' : 'pull';
}

function headersOf({ rawHeaders }: IncomingMessage): string {
  const lines: string[] = [];
  for (let at = 0; at < rawHeaders.length; at += 2) lines.push(`${rawHeaders[at]}: ${rawHeaders[at + 1]}`);
  return lines.join('\r\n');
}

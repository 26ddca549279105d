import { createServer, type Server as HttpServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo, Socket as TcpSocket } from 'node:net';
import { Server } from 'socket.io';
import { io, type Socket as Client } from 'socket.io-client';
import { webSocketOf, type HubSocket } from './hub-socket.js';
import { WriteToMany } from './write-to-many.js';

describe('one packet for many lines', () => {
  let http: HttpServer;
  let server: Server;
  const clients: Client[] = [];

  beforeEach(async () => {
    http = createServer();
    server = new Server(http, { transports: ['websocket'], perMessageDeflate: false, serveClient: false });
    server.adapter(WriteToMany);
    server.on('connection', (socket) => {
      socket.data = { link: null };
      void socket.join(['hall', `seat ${socket.id}`]);
    });
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  });

  afterEach(async () => {
    for (const client of clients.splice(0)) client.disconnect();
    await server.close();
  });

  async function connected(): Promise<{ client: Client; line: HubSocket; heard: unknown[] }> {
    const client = io(`http://127.0.0.1:${(http.address() as AddressInfo).port}`, { transports: ['websocket'], forceNew: true });
    clients.push(client);
    const heard: unknown[] = [];
    client.onAny((_name, what: unknown) => heard.push(what));
    await once(client as unknown as NodeJS.EventEmitter, 'connect');
    return { client, heard, line: server.sockets.sockets.get(client.id ?? '') as unknown as HubSocket };
  }

  function tcpOf(line: HubSocket): TcpSocket {
    return webSocketOf(line)?._socket as TcpSocket;
  }

  /** Everything that was sent to a client before this has come when its answer has. */
  async function settled(...lines: HubSocket[]): Promise<void> {
    await Promise.all(lines.map((line) => new Promise<void>((resolve) => (line as unknown as { emit(name: string, ack: () => void): void }).emit('ask', resolve))));
  }

  async function answering(): Promise<{ line: HubSocket; heard: unknown[] }> {
    const { client, line, heard } = await connected();
    client.on('ask', (answer: () => void) => answer());
    return { line, heard };
  }

  const numbers = (heard: readonly unknown[]): unknown[] => heard.filter((what) => typeof what === 'number');

  it('reaches each line of its rooms once, and none that is excepted', async () => {
    const [one, two, three] = [await answering(), await answering(), await answering()];
    void two.line.join('gallery');
    void three.line.leave('hall');
    server.to(['hall', 'gallery']).emit('said', 1);
    server.to('hall').except('gallery').emit('said', 2);
    server.to(two.line.id).emit('said', 3);
    server.emit('said', 4);
    await settled(one.line, two.line, three.line);
    expect([one, two, three].map(({ heard }) => numbers(heard))).toEqual([[1, 2, 4], [1, 3, 4], [4]]);
  });

  it('keeps the order of a line on which something waits, whichever way each packet takes', async () => {
    const [slow, quick] = [await answering(), await answering()];
    const [all, before]: [number[], number[]] = [[], []];
    for (let n = 0; n < 300; n += 1) {
      // The line of the slow one does not drain for a while, again and again.
      if (n % 50 === 10) tcpOf(slow.line).cork();
      if (n % 50 === 40) tcpOf(slow.line).uncork();
      // To everybody, and to the one alone, in between.
      if (n % 3 === 0) (slow.line as unknown as { emit(name: string, n: number): void }).emit('said', n);
      else server.to('hall').emit('said', n);
      all.push(n);
      if (n % 3 !== 0) before.push(n);
      if (n % 7 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    tcpOf(slow.line).uncork();
    await settled(slow.line, quick.line);
    expect(numbers(slow.heard)).toEqual(all);
    expect(numbers(quick.heard)).toEqual(before);
  });

  it('leaves what waits to engine.io, where it is counted', async () => {
    const { line, heard } = await answering();
    tcpOf(line).cork();
    for (let n = 0; n < 20; n += 1) server.to('hall').emit('said', n);
    expect((line.conn as unknown as { writeBuffer: unknown[] }).writeBuffer.length).toBeGreaterThan(15);
    tcpOf(line).uncork();
    await settled(line);
    expect(numbers(heard)).toHaveLength(20);
  });

  it('drops what may be dropped on a line that is busy', async () => {
    const { line, heard } = await answering();
    server.to('hall').volatile.emit('said', 1);
    tcpOf(line).cork();
    for (const n of [2, 3, 4, 5]) server.to('hall').volatile.emit('said', n);
    tcpOf(line).uncork();
    await settled(line);
    expect(numbers(heard).slice(0, 2)).toEqual([1, 2]);
    expect(numbers(heard).length).toBeLessThan(5);
  });

  it('carries words of every script, and frames of every length', async () => {
    const { line, heard } = await answering();
    const words = ['会议', 'اجلاس', 'заседание', 'x'.repeat(125), 'é'.repeat(40_000), '🏥'.repeat(70_000), ''];
    for (const word of words) server.to('hall').emit('said', word);
    await settled(line);
    expect(heard.filter((what) => typeof what === 'string')).toEqual(words);
  });
});

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { verifyToken } from '../harness/token.js';
import { memory, obey } from './control.js';
import { bareEnvelope } from './message.js';
import { openLoop, type Pace } from './open-loop.js';

/** Socket.IO without any log: a token is checked, a room is joined, a message is broadcast to it. */
const http = createServer();
const io = new Server(http, {
  transports: ['websocket'], allowUpgrades: false, perMessageDeflate: false, httpCompression: false, serveClient: false,
  maxHttpBufferSize: 65_536, pingInterval: 15_000, pingTimeout: 10_000,
});
const hub = io.of('/hub');
const offsets = new Map<string, number>();

hub.use((socket, next) => {
  const person = verifyToken(socket.handshake.auth['token']);
  socket.data = { person };
  next(person === null ? new Error('unauthenticated') : undefined);
});
hub.on('connection', (socket) => {
  socket.on('stream.subscribe', ({ stream }: { stream: string }, acknowledge: (reply: unknown) => void) => {
    acknowledge({ ok: true, data: { position: `bareback.${offsets.get(stream) ?? 0}`, recovered: false } });
    void socket.join(stream);
  });
});

function broadcast(stream: string, sent: string): boolean {
  const offset = (offsets.get(stream) ?? 0) + 1;
  offsets.set(stream, offset);
  hub.to(stream).emit('event', bareEnvelope(stream, offset, sent));
  return true;
}

obey({
  start: () => new Promise((resolve) => http.listen(0, '127.0.0.1', () => resolve((http.address() as AddressInfo).port))),
  publish: async ({ stream, ...pace }: Pace & { stream: string }) => ({ count: await openLoop(pace, (sent) => broadcast(stream, sent)), head: offsets.get(stream) ?? 0 }),
  memory,
  stop: () => io.close(),
});

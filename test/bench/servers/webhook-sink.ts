import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { obey } from './control.js';
import { microseconds } from './open-loop.js';

/** Endpoints of integrators: agree to everything, take every delivery, and note when its first byte came. Those that hang never answer. */
const seen = { deliveries: 0, first: 0, last: 0 };
/** When each event came, by its number, where that is asked for. */
let arrivals: Map<number, number> | null = null;
let hanging = 0;

const server = createServer((request, reply) => {
  const began = microseconds();
  if (request.method === 'OPTIONS') return void reply.writeHead(200, { 'webhook-allowed-origin': '*' }).end();
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => arrivals !== null && chunks.push(chunk));
  request.on('end', () => {
    if (Number(/\d+$/.exec(request.url ?? '')?.[0] ?? Infinity) < hanging) return;
    seen.deliveries += 1;
    if (seen.first === 0) seen.first = began;
    seen.last = began;
    if (arrivals !== null) arrivals.set((JSON.parse(Buffer.concat(chunks).toString()) as { data: { n: number } }).data.n, began);
    reply.writeHead(204).end();
  });
});
server.keepAliveTimeout = 60_000;

obey({
  start: () => new Promise<number>((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))),
  /** Counts anew; from now on so many endpoints hang, those with the lowest numbers. */
  reset: ({ noting = false, hang = 0 }: { noting?: boolean; hang?: number }) => {
    Object.assign(seen, { deliveries: 0, first: 0, last: 0 });
    arrivals = noting ? new Map() : null;
    hanging = hang;
  },
  seen: () => ({ ...seen }),
  arrivals: () => [...(arrivals ?? [])],
  stop: () => server.closeAllConnections(),
});

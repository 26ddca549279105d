import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as an endpoint got it. */
export interface Got {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

type Behaviour = (got: Got, reply: ServerResponse) => void;

/** An integrator's endpoint: agrees to get events, takes them all, and notes what it got. */
export interface Sink {
  readonly url: string;
  readonly port: number;
  /** Requests in order, those of the handshake among them. */
  readonly got: readonly Got[];
  /** The deliveries among them. */
  readonly posts: readonly Got[];
  /** How it answers from now on; null: as at the beginning. */
  behave(behaviour: Behaviour | null): void;
  /** Waits until `enough` says so of what came; asked again at each request. */
  until(enough: () => boolean): Promise<void>;
  close(): Promise<void>;
}

/** Agrees, and takes everything. */
export const willing: Behaviour = (got, reply) => {
  if (got.method === 'OPTIONS') reply.writeHead(200, { 'webhook-allowed-origin': '*' }).end();
  else reply.writeHead(204).end();
};

/** Opens an endpoint on a free port of the loopback address. */
export async function openSink(behaviour: Behaviour = willing): Promise<Sink> {
  let now = behaviour;
  const got: Got[] = [];
  const waiting = new Set<() => void>();
  const server = createServer((request, reply) => {
    void read(request).then((one) => {
      got.push(one);
      now(one, reply);
      waiting.forEach((look) => look());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hooks`, port, got,
    get posts() {
      return got.filter(({ method }) => method === 'POST');
    },
    behave: (next) => (now = next ?? behaviour),
    until: (enough) => new Promise((resolve) => {
      const look = (): void => {
        if (!enough()) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    }),
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}

async function read(request: IncomingMessage): Promise<Got> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return { method: request.method ?? '', path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString('utf8') };
}

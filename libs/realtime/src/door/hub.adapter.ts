import type { IncomingMessage } from 'node:http';
import type { INestApplicationContext } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import type { Server, ServerOptions } from 'socket.io';
import { z } from 'zod';
import { setting } from '#config';
import { sessionCookie } from '../handshake/identify.js';
import { isAllowedOrigin } from '../handshake/origins.js';
import { WriteToMany } from '../line/write-to-many.js';

const maxSockets = setting('HUB_SOCKETS_MAX', z.coerce.number().int().min(1).default(10_000), 'sockets that one hub process holds at once; more are refused');

/** An unauthenticated socket is gone after this (ms). */
const CONNECT_TIMEOUT = 5_000;
const MAX_FRAME = 65_536;

/** Socket.IO as the hub runs it: WebSocket only, small frames, no compression, and every handshake looked at before it opens. */
export class HubIoAdapter extends IoAdapter {
  constructor(app: INestApplicationContext) {
    super(app);
  }

  override createIOServer(port: number, options?: ServerOptions): Server {
    const server: Server = super.createIOServer(port, {
      ...options,
      transports: ['websocket'],
      allowUpgrades: false,
      perMessageDeflate: false,
      httpCompression: false,
      serveClient: false,
      maxHttpBufferSize: MAX_FRAME,
      connectTimeout: CONNECT_TIMEOUT,
      pingInterval: 15_000,
      pingTimeout: 10_000,
      allowRequest: (request: IncomingMessage, answer: (error: string | null, ok: boolean) => void) => {
        const refusal = server.engine.clientsCount >= maxSockets.value ? 'The hub holds as many sockets as it may: try again later.' : refuse(request);
        answer(refusal, refusal === null);
      },
    } as unknown as ServerOptions);
    server.adapter(WriteToMany);
    // Socket.IO has a namespace of its own, `/`, that would admit anybody. The hub's is `/hub`; at this one it says what it says at any other.
    server.use((_socket, next) => next(new Error('Invalid namespace')));
    return server;
  }

  /** The gateway hears every message itself; Nest has none to wait for, and need not watch each line for it. */
  override bindMessageHandlers(): void {}
}

/**
 * Browsers send the cookie by themselves, from any page, and the `cors` option does not guard WebSockets. So a socket
 * that names an origin must come from an allowed one, and one that names none must not bring a cookie.
 */
function refuse(request: IncomingMessage): string | null {
  const { origin, host, cookie } = request.headers;
  if (origin !== undefined) return isAllowedOrigin(origin, host) ? null : 'origin_refused';
  return sessionCookie(cookie) === null ? null : 'origin_refused';
}

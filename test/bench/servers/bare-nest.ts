import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { ConnectedSocket, MessageBody, SubscribeMessage, WebSocketGateway, type OnGatewayInit } from '@nestjs/websockets';
import type { AddressInfo } from 'node:net';
import type { Namespace, Server, ServerOptions, Socket } from 'socket.io';
import { verifyToken } from '../harness/token.js';
import { memory, obey } from './control.js';

/** A Nest gateway as its documentation draws it, with the same token check: what an idle reader costs without a hub. */
@WebSocketGateway({ namespace: '/hub' })
class BareGateway implements OnGatewayInit {
  afterInit(namespace: Namespace): void {
    namespace.use((socket, next) => {
      const person = verifyToken(socket.handshake.auth['token']);
      socket.data = { person };
      next(person === null ? new Error('unauthenticated') : undefined);
    });
  }

  @SubscribeMessage('stream.subscribe')
  async subscribe(@ConnectedSocket() socket: Socket, @MessageBody() { stream }: { stream: string }): Promise<unknown> {
    await socket.join(stream);
    return { ok: true, data: { position: 'bareback.0', recovered: false } };
  }
}

@Module({ providers: [BareGateway] })
class BareModule {}

class WebSocketOnly extends IoAdapter {
  override createIOServer(port: number, options?: ServerOptions): Server {
    return super.createIOServer(port, { ...options, transports: ['websocket'], allowUpgrades: false, perMessageDeflate: false, httpCompression: false, serveClient: false, pingInterval: 15_000, pingTimeout: 10_000 } as unknown as ServerOptions) as Server;
  }
}

const app = await NestFactory.create(BareModule, new FastifyAdapter(), { logger: ['error'] });
app.useWebSocketAdapter(new WebSocketOnly(app));

obey({
  start: async () => {
    await app.listen(0, '127.0.0.1');
    return (app.getHttpServer() as { address(): AddressInfo }).address().port;
  },
  memory,
  stop: () => app.close(),
});

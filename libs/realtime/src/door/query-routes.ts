import { createHash } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Query } from '#contracts';
import { QueryBus } from '../command/query-bus.js';
import { Handlers } from '../command/handlers.js';
import { Authenticator } from '../handshake/authenticator.js';
import { identify } from '../handshake/identify.js';
import { Limits } from '../limit/limits.js';
import { sendProblem } from '../problem/problem.filter.js';
import { parentOf } from './parent-of.js';

/** `GET /api/v1/<path>` for every declared query. */
@Injectable()
export class QueryRoutes implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly handlers: Handlers,
    private readonly queries: QueryBus,
    private readonly authenticator: Authenticator,
    private readonly limits: Limits,
  ) {}

  onModuleInit(): void {
    this.handlers.collect();
    for (const { contract } of this.handlers.allQueries()) {
      const path = `/api/v1${contract.path.replaceAll(/\{(\w+)\}/g, ':$1')}`;
      this.host.httpAdapter?.get(path, (request: FastifyRequest, reply: FastifyReply) => this.answer(contract, request, reply));
    }
  }

  private async answer(contract: Query, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    try {
      const actor = await identify(request.raw, this.authenticator);
      this.limits.spendFor(reply, actor.actor);
      const params = { ...(request.query as object), ...(request.params as object) };
      send(request, reply, JSON.stringify(await this.queries.ask(actor, contract.name, params, parentOf(request))));
    } catch (error) {
      sendProblem(reply, error);
    }
  }
}

/** With an ETag over what is answered: who holds it already gets 304 and no body. */
function send(request: FastifyRequest, reply: FastifyReply, body: string): void {
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  void reply.header('etag', etag).header('cache-control', 'private, no-cache');
  const held = (request.headers['if-none-match'] ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  if (held.includes(etag)) void reply.status(304).send();
  else void reply.type('application/json; charset=utf-8').send(body);
}

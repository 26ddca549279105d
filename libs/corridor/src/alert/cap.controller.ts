import { createHash } from 'node:crypto';
import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { corridor, type Output } from '#contracts';
import type { Principal } from '#kernel';
import { Authenticator, identify, Limits, publicOrigin, QueryBus, sendProblem, validate, type Page } from '#realtime';
import { capDocument, capFeed } from './compose-cap.js';

const asked = z.strictObject({
  /** Drills are not among the real alerts of a feed: who wants them asks for them. */
  status: z.enum(['actual', 'exercise']).default('actual'),
  limit: z.coerce.number().int().min(1).max(250).default(100), iterator: z.string().max(200).optional(),
});

/** Alerts in the words of the Common Alerting Protocol, for readers of feeds: what the list and the read of alerts show, by the same rules. */
@Controller('api/v1')
export class CapController {
  constructor(private readonly queries: QueryBus, private readonly authenticator: Authenticator, private readonly limits: Limits) {}

  @Get('corridors/:corridorId/alerts.cap')
  feed(@Param('corridorId') corridorId: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.answer(request, reply, 'application/atom+xml', async (actor) => {
      const { status, limit, iterator } = validate(asked, request.query);
      const page = (await this.queries.ask(actor, corridor.listAlerts.name, { corridorId, state: 'open', exercise: String(status === 'exercise'), limit, iterator })) as Page<Output<typeof corridor.listAlerts>>;
      const base = baseOf(request);
      const self = `${base}/api/v1/corridors/${corridorId}/alerts.cap?status=${status}&limit=${limit}`;
      return capFeed(corridorId, base, iterator === undefined ? self : `${self}&iterator=${iterator}`, page.data, page.iterator === null ? null : `${self}&iterator=${page.iterator}`);
    });
  }

  @Get('alerts/:alertId([0-9a-fA-F-]+).cap')
  alert(@Param('alertId') alertId: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.answer(request, reply, 'application/cap+xml', async (actor) =>
      capDocument((await this.queries.ask(actor, corridor.readAlert.name, { alertId })) as Output<typeof corridor.readAlert>));
  }

  /** With an ETag over what is answered: who holds it already gets 304 and no body. */
  private async answer(request: FastifyRequest, reply: FastifyReply, type: string, work: (actor: Principal) => Promise<string>): Promise<void> {
    try {
      const actor = await identify(request.raw, this.authenticator);
      this.limits.spendFor(reply, actor.actor);
      const body = await work(actor);
      const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
      void reply.header('etag', etag).header('cache-control', 'private, no-cache');
      const held = (request.headers['if-none-match'] ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
      if (held.includes(etag)) void reply.status(304).send();
      else void reply.type(`${type}; charset=utf-8`).send(body);
    } catch (error) {
      sendProblem(reply, error);
    }
  }
}

/** The address under which the caller reached the hub, where it has no public one. */
function baseOf(request: FastifyRequest): string {
  return publicOrigin() ?? `${request.protocol}://${request.host}`;
}

import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { stream as contract } from '#contracts';
import type { Principal } from '#kernel';
import { validate } from '../command/validate.js';
import { Authenticator } from '../handshake/authenticator.js';
import { identify } from '../handshake/identify.js';
import { Limits } from '../limit/limits.js';
import { sendProblem } from '../problem/problem.filter.js';
import { FeedDoor } from './feed-door.js';
import { LiveDoor } from './live-door.js';
import { PullDoor, type Pull, type Pulled } from './pull-door.js';

/** Server-Sent Events and pull, of one stream and of the feed: the same positions as at every door. */
@Controller('api/v1')
export class StreamsController {
  constructor(
    private readonly live: LiveDoor,
    private readonly pulls: PullDoor,
    private readonly feed: FeedDoor,
    private readonly authenticator: Authenticator,
    private readonly limits: Limits,
  ) {}

  @Get('streams/:stream/events')
  async stream(@Param('stream') name: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.answer(request, reply, {
      live: (actor, since) => this.live.open(actor, validate(contract.streamName, name), since, reply),
      pull: (actor, pull, gone) => this.pulls.pull(actor, validate(contract.streamName, name), pull, gone),
    });
  }

  @Get('feed/events')
  async all(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.answer(request, reply, {
      live: (actor, since) => this.feed.open(actor, since, reply),
      pull: (actor, pull, gone) => this.feed.pull(actor, pull, gone),
    });
  }

  /** By Accept: an event stream, resumed by `Last-Event-ID` (or its twin in the query; the header wins), else one page as JSON. */
  private async answer(
    request: FastifyRequest,
    reply: FastifyReply,
    door: { live: (actor: Principal, since: string | null) => Promise<void>; pull: (actor: Principal, pull: Pull, gone: AbortSignal) => Promise<Pulled> },
  ): Promise<void> {
    try {
      const actor = await identify(request.raw, this.authenticator);
      this.limits.spend(actor.actor);
      const { after, last_event_id: twin, limit, wait } = validate(contract.reading, request.query);
      if (request.headers.accept?.includes('text/event-stream') === true) {
        const header = request.headers['last-event-id'];
        const since = typeof header === 'string' && header !== '' ? validate(contract.place, header) : (twin ?? after ?? null);
        return await door.live(actor, since);
      }
      const page = await door.pull(actor, { after: after ?? null, limit, wait }, goneOf(reply));
      void reply.header('cache-control', 'private, no-store').send(page);
    } catch (error) {
      if (!reply.sent) sendProblem(reply, error);
    }
  }
}

/** Aborts when the client hangs up, or has been answered. */
function goneOf(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  return gone.signal;
}

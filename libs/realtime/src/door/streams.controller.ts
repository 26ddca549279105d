import { Controller, Get, Injectable, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { filter, stream as contract } from '#contracts';
import type { Principal } from '#kernel';
import { RightsWatch } from '../access/rights-watch.js';
import { validate } from '../command/validate.js';
import { Authenticator } from '../handshake/authenticator.js';
import { identify } from '../handshake/identify.js';
import { Limits } from '../limit/limits.js';
import { sendProblem } from '../problem/problem.filter.js';
import { FeedDoor } from './feed-door.js';
import { LiveDoor, type Live } from './live-door.js';
import { PullDoor, type Pull, type Pulled } from './pull-door.js';

/** What one address leads to, at its two doors. */
interface Door {
  readonly live: (live: Live) => Promise<void>;
  readonly pull: (actor: Principal, pull: Pull, gone: AbortSignal) => Promise<Pulled>;
}

/** Who comes, and how that is known and bounded. */
@Injectable()
export class Callers {
  constructor(
    private readonly authenticator: Authenticator,
    private readonly limits: Limits,
    private readonly watch: RightsWatch,
  ) {}

  /** @throws DomainError unauthenticated, rate_limited */
  async admit(request: FastifyRequest, reply: FastifyReply): Promise<Pick<Live, 'actor' | 'rightsVersion'>> {
    const rightsVersion = this.watch.version;
    const actor = await identify(request.raw, this.authenticator);
    this.limits.spendFor(reply, actor.actor);
    return { actor, rightsVersion };
  }
}

/** Server-Sent Events and pull, of one stream and of the feed: the same positions as at every door. */
@Controller('api/v1')
export class StreamsController {
  constructor(
    private readonly live: LiveDoor,
    private readonly pulls: PullDoor,
    private readonly feed: FeedDoor,
    private readonly callers: Callers,
  ) {}

  @Get('streams/:stream/events')
  async stream(@Param('stream') name: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.answer(request, reply, {
      live: (live) => this.live.open(live, validate(contract.streamName, name), reply),
      pull: (actor, pull, gone) => this.pulls.pull(actor, validate(contract.streamName, name), pull, gone),
    });
  }

  @Get('feed/events')
  async all(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.answer(request, reply, {
      live: (live) => this.feed.open(live, reply),
      pull: (actor, pull, gone) => this.feed.pull(actor, pull, gone),
    });
  }

  /** By Accept: an event stream, or one page as JSON; either goes on after `Last-Event-ID` (or its twin in the query; the header wins), else after `after`. */
  private async answer(request: FastifyRequest, reply: FastifyReply, door: Door): Promise<void> {
    try {
      const { actor, rightsVersion } = await this.callers.admit(request, reply);
      const { after, last_event_id: twin, limit, wait, ...fields } = validate(contract.reading, request.query);
      const wanted = filter.compileFilters(filter.filtersOf(fields));
      const header = request.headers['last-event-id'];
      const since = typeof header === 'string' && header !== '' ? validate(z.object({ 'Last-Event-ID': contract.place }), { 'Last-Event-ID': header })['Last-Event-ID'] : (twin ?? after ?? null);
      if (request.headers.accept?.includes('text/event-stream') === true) return await door.live({ actor, since, wanted, rightsVersion });
      const page = await door.pull(actor, { after: since, limit, wait, wanted }, goneOf(reply));
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

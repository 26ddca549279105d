import { Controller, Get, Logger, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { corridor } from '#contracts';
import { DomainError, systemClock, type Principal } from '#kernel';
import { Authenticator, identify, Limits, QueryBus, tell, toProblem, validate } from '#realtime';
import { Reader } from '../reader.js';
import { baseOf, sendTagged } from '../send-tagged.js';
import { walk } from '../walk.js';
import { collections, type Type } from './collections.js';
import { capabilities, isType, searchSet } from './compose-bundle.js';
import { ReadResource } from './read-resource.js';
import { CONTENT_TYPE } from './resource.js';

const format = z.enum(['json', 'application/json', 'application/fhir+json']).optional();
const asked = z.strictObject({
  corridor: corridor.id, _count: z.coerce.number().int().min(1).max(100).default(50), page: z.string().max(2_000).optional(), from: corridor.localDay.optional(), to: corridor.localDay.optional(), _format: format,
});
const plain = z.strictObject({ _format: format });

/** The codes of FHIR for what the hub refuses (value set issue-type). */
const issues: Readonly<Record<number, string>> = { 400: 'invalid', 401: 'login', 403: 'forbidden', 404: 'not-found', 429: 'throttled', 503: 'transient' };
const DAY = 86_400_000;

/** The corridors in FHIR R4, to be read. Who may read what is settled by the queries that are asked. */
@Controller('api/v1/fhir/r4')
export class FhirR4Controller {
  private readonly logger = new Logger('Fhir');

  constructor(
    private readonly queries: QueryBus,
    private readonly resources: ReadResource,
    private readonly authenticator: Authenticator,
    private readonly limits: Limits,
  ) {}

  @Get('metadata')
  metadata(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.answer(request, reply, () => {
      validate(plain, request.query);
      return Promise.resolve(capabilities(rootOf(request)));
    });
  }

  @Get(':type')
  search(@Param('type') type: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.answer(request, reply, async (actor) => {
      const known = typed(type);
      const { corridor: corridorId, _count, page, to = dayAt(systemClock.now().getTime() + DAY), from = dayAt(Date.parse(to) - 30 * DAY) } = validate(asked, request.query);
      const sources = collections[known](new Reader(this.queries, actor), { corridorId, from, to });
      const { things, next } = await walk(sources, page, _count);
      const root = rootOf(request);
      const link = (at: string | null | undefined): string => `${root}/${known}?${new URLSearchParams({ corridor: corridorId, _count: String(_count), ...(known === 'MeasureReport' ? { from, to } : {}), ...(at ? { page: at } : {}) }).toString()}`;
      return searchSet(root, link(page), next === null ? null : link(next), things);
    });
  }

  @Get(':type/:id')
  read(@Param('type') type: string, @Param('id') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.answer(request, reply, (actor) => {
      validate(plain, request.query);
      return this.resources.read(actor, new Reader(this.queries, actor), typed(type), id);
    });
  }

  /** Errors are resources here: an OperationOutcome. */
  private async answer(request: FastifyRequest, reply: FastifyReply, work: (actor: Principal) => Promise<object>): Promise<void> {
    try {
      const actor = await identify(request.raw, this.authenticator);
      this.limits.spendFor(reply, actor.actor);
      sendTagged(request, reply, CONTENT_TYPE, JSON.stringify(await work(actor)));
    } catch (error) {
      const { code, status, detail, details } = toProblem(tell(error, (fault) => this.logger.error({ err: fault }, 'a FHIR request failed')));
      const wait = details?.['retryAfter'];
      if (typeof wait === 'number') void reply.header('retry-after', String(Math.ceil(wait)));
      const outcome = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: issues[status] ?? 'exception', details: { text: code }, diagnostics: saying(detail, details) }] };
      void reply.status(status).type(CONTENT_TYPE).header('cache-control', 'private, no-cache').send(JSON.stringify(outcome));
    }
  }
}

function typed(type: string): Type {
  if (!isType(type)) throw new DomainError('not_found', 'There are no resources of this type: /api/v1/fhir/r4/metadata lists those that there are.');
  return type;
}

/** Names the fields that were asked wrongly. */
function saying(detail: string, details: Readonly<Record<string, unknown>> | undefined): string {
  const wrong = Array.isArray(details?.['issues']) ? (details['issues'] as readonly { pointer?: unknown; rule?: unknown }[]) : [];
  return [detail, ...wrong.map(({ pointer, rule }) => `${String(pointer)}: ${String(rule)}`)].join(' ');
}

const dayAt = (time: number): string => new Date(time).toISOString().slice(0, 10);
const rootOf = (request: FastifyRequest): string => `${baseOf(request)}/api/v1/fhir/r4`;

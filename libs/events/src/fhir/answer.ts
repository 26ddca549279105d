import { Injectable, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Principal } from '#kernel';
import { Authenticator, identify, Limits, publicOrigin, tell, toProblem } from '#realtime';
import { CONTENT_TYPE, type Resource } from './resources.js';

/** The codes of FHIR for what the hub refuses (value set issue-type). */
const issues: Readonly<Record<number, string>> = { 400: 'invalid', 401: 'login', 403: 'forbidden', 404: 'not-found', 409: 'conflict', 410: 'deleted', 429: 'throttled', 503: 'transient' };

/** How every door answers that speaks FHIR: by a resource, or by none; errors are resources too, an OperationOutcome. */
@Injectable()
export class FhirAnswers {
  private readonly logger = new Logger('Fhir');

  constructor(
    private readonly authenticator: Authenticator,
    private readonly limits: Limits,
  ) {}

  async answer(request: FastifyRequest, reply: FastifyReply, work: (actor: Principal) => Promise<Resource | null>): Promise<void> {
    void reply.type(CONTENT_TYPE).header('cache-control', 'private, no-cache');
    try {
      const actor = await identify(request.raw, this.authenticator);
      this.limits.spendFor(reply, actor.actor);
      const resource = await work(actor);
      if (resource === null) void reply.status(204).removeHeader('content-type').send();
      else void reply.send(JSON.stringify(resource));
    } catch (error) {
      const { code, status, detail, details } = toProblem(tell(error, (fault) => this.logger.error({ err: fault }, 'a FHIR request failed')));
      const wait = details?.['retryAfter'];
      if (typeof wait === 'number') void reply.header('retry-after', String(Math.ceil(wait)));
      const issue = { severity: 'error', code: issues[status] ?? 'exception', details: { text: code }, diagnostics: detail };
      void reply.status(status).send(JSON.stringify({ resourceType: 'OperationOutcome', issue: [issue] }));
    }
  }
}

/** The address under which the caller reached the door, where the hub has no public one. */
export function baseOf(request: FastifyRequest): string {
  return `${publicOrigin() ?? `${request.protocol}://${request.host}`}/api/v1/fhir`;
}

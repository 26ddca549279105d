import type { FastifyRequest } from 'fastify';

/** The span of the client that a request continues, as its header `traceparent` says (W3C Trace Context). */
export function parentOf(request: FastifyRequest): string | undefined {
  const { traceparent } = request.headers;
  return typeof traceparent === 'string' ? traceparent : undefined;
}

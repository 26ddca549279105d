import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { publicOrigin } from '#realtime';

/** Answers with an ETag over what is answered; who holds it already gets 304 and no body. */
export function sendTagged(request: FastifyRequest, reply: FastifyReply, type: string, body: string): void {
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  void reply.header('etag', etag).header('cache-control', 'private, no-cache');
  const held = (request.headers['if-none-match'] ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  if (held.includes(etag) || held.includes('*')) void reply.status(304).send();
  else void reply.type(type).send(body);
}

/** The address under which the caller reached the hub, where it has no public one. */
export function baseOf(request: FastifyRequest): string {
  return publicOrigin() ?? `${request.protocol}://${request.host}`;
}

import type { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';

/**
 * Opens doors in a scope of their own, where every content type is taken and the body is the bytes that came: devices, mail systems and
 * gateways send what they have under whatever name. Where there is no HTTP, as in a worker, no door is opened.
 * @param bodyLimit bytes; without it as everywhere else
 */
export function openRawDoors(host: HttpAdapterHost, open: (scope: FastifyInstance) => void, bodyLimit?: number): void {
  const server = host.httpAdapter?.getInstance<FastifyInstance | undefined>();
  server?.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', ...(bodyLimit === undefined ? {} : { bodyLimit }) }, (_request, body, done) => done(null, body));
    open(scope);
  });
}

/** The bytes that came; none where nothing did. */
export function bytesOf({ body }: { readonly body: unknown }): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}

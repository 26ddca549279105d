import { createHash } from 'node:crypto';
import { Controller, Get, NotFoundException, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { documents } from '#contracts';
import { hubVersion } from '../version.js';
import { readAsset } from './assets.js';
import { apiPolicy, eventsPolicy, viewer } from './viewers.js';

interface Written {
  readonly body: string;
  readonly etag: string;
}

/** The OpenAPI and AsyncAPI documents of this very hub, and viewers that load nothing from outside. */
@Controller()
export class DocumentsController {
  private readonly written = new Map<string, Written>();

  @Get('api/openapi.json')
  openApi(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    send(request, reply, this.write('openapi', documents.openApi));
  }

  @Get('api/asyncapi.json')
  asyncApi(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    send(request, reply, this.write('asyncapi', documents.asyncApi));
  }

  @Get('docs/api')
  api(@Res() reply: FastifyReply): void {
    show(reply, apiPolicy, viewer('Corridor Hub · HTTP interface', 'swagger-ui.css', ['swagger-ui.js', 'start-api.js']));
  }

  @Get('docs/events')
  events(@Res() reply: FastifyReply): void {
    show(reply, eventsPolicy, viewer('Corridor Hub · events and sockets', 'asyncapi.css', ['asyncapi.js', 'start-events.js'], this.write('asyncapi', documents.asyncApi).body));
  }

  @Get('docs/assets/:name')
  asset(@Param('name') name: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const asset = readAsset(name);
    if (asset === null) throw new NotFoundException();
    const packed = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
    void reply.type(asset.type).header('cache-control', 'public, max-age=3600').header('vary', 'accept-encoding');
    // The sandboxed viewer has no origin, so its files, which are public, must not be kept to the hub's own.
    void reply.header('cross-origin-resource-policy', 'cross-origin');
    if (packed) void reply.header('content-encoding', 'gzip');
    void reply.send(packed ? asset.gzip : asset.plain);
  }

  /** Written once: what is declared does not change while the hub runs. */
  private write(name: string, document: (version: string) => unknown): Written {
    let written = this.written.get(name);
    if (written === undefined) {
      const body = JSON.stringify(document(hubVersion));
      this.written.set(name, (written = { body, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"` }));
    }
    return written;
  }
}

function show(reply: FastifyReply, policy: string, page: string): void {
  void reply.type('text/html; charset=utf-8').header('content-security-policy', policy).header('cache-control', 'no-cache').send(page);
}

function send(request: FastifyRequest, reply: FastifyReply, { body, etag }: Written): void {
  void reply.header('etag', etag).header('cache-control', 'no-cache');
  if (request.headers['if-none-match'] === etag) void reply.status(304).send();
  else void reply.type('application/json; charset=utf-8').send(body);
}

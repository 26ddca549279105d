import { isUtf8 } from 'node:buffer';
import { STATUS_CODES } from 'node:http';
import { isIP, type Socket } from 'node:net';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import helmet from 'helmet';
import { z } from 'zod';
import { setting } from '#config';
import { DomainError } from '#kernel';
import { sendProblem, toProblem } from '#realtime';
import { requests } from '../health/metrics.controller.js';
import { sendMissing, wantsPage } from '../page/send-page.js';
import { Traffic } from './traffic.js';

const trusted = setting('HUB_TRUST_PROXY', z.string().transform((list) => list.split(',').map((one) => one.trim()).filter(Boolean)).refine((all) => all.every(isNetwork), 'addresses or networks, as 10.0.0.1 or 10.0.0.0/8, by comma').default([]), 'addresses or networks of the proxies whose X-Forwarded headers are believed, by comma');

/** Bytes of a request's body. */
const MAX_BODY = 256 * 1024;

/** Fastify with every wait and size bounded. The times are for receiving a request; an answer may stream for as long as it likes. */
export function makeAdapter(): FastifyAdapter {
  return new JsonAlone({
    bodyLimit: MAX_BODY, trustProxy: trusted.value.length > 0 ? trusted.value : false,
    requestTimeout: 30_000, keepAliveTimeout: 72_000, http: { headersTimeout: 10_000 },
    // By the time the server closes, what could be finished has been; streams that are still open resume elsewhere.
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 200 },
    logger: false,
    // An address that nobody can read is one at which a person finds no page.
    frameworkErrors: (fault: Error, request: FastifyRequest, reply: FastifyReply) => (wantsPage(request) ? sendMissing(request, reply, undefined, '/') : sendProblem(reply, fault)),
    clientErrorHandler: refuseUnread,
  });
}

/** Takes bodies of JSON in UTF-8 and nothing else: no form of another page is a command, and no letter is lost. Doors that take more have a scope of their own. */
class JsonAlone extends FastifyAdapter {
  override registerParserMiddleware(): void {
    const fastify = this.getInstance();
    const parse = fastify.getDefaultJsonParser('error', 'error');
    fastify.removeAllContentTypeParsers();
    fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
      const encoding = request.headers['content-encoding'] ?? 'identity';
      if (encoding !== 'identity') return done(new DomainError('unsupported_media_type', `The body is encoded (${encoding.slice(0, 40)}): send it as it is.`));
      if (!isUtf8(body as Buffer)) return done(new DomainError('unsupported_media_type', 'The body is not UTF-8, as JSON is.'));
      void parse(request, body.toString('utf8'), done);
    });
  }
}

/** An address or a network of addresses, as the proxies are named. */
function isNetwork(text: string): boolean {
  const [address = '', bits, more] = text.split('/');
  const most = [0, 0, 0, 0, 32, 0, 128][isIP(address)] ?? 0;
  return more === undefined && most > 0 && (bits === undefined || (/^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= most));
}

/** What Node could not read as a request is answered as every refusal is, and the line is closed. */
function refuseUnread(fault: Error & { readonly code?: string }, socket: Socket): void {
  if (fault.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const [status, code, detail] = unread.get(fault.code ?? '') ?? [400, 'invalid_input', 'This is no HTTP request.'];
  const body = JSON.stringify({ ...toProblem({ code, message: detail }), status });
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: application/problem+json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`);
}

const unread = new Map<string, readonly [number, string, string]>([
  ['HPE_HEADER_OVERFLOW', [431, 'payload_too_large', 'The headers of the request are larger than 16 KB.']],
  ['ERR_HTTP_REQUEST_TIMEOUT', [408, 'invalid_input', 'The request did not arrive in time.']],
]);

/** Headers of every answer: a page may load from the hub itself alone, and nobody may frame it. */
export function addHeaders(app: NestFastifyApplication): void {
  // Made once: the plugin of Fastify for it works the headers out again for each request, which is a third of a short one's cost.
  const protect = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"], scriptSrc: ["'self'"], styleSrc: ["'self'"], imgSrc: ["'self'", 'data:'], fontSrc: ["'self'"],
        connectSrc: ["'self'"], manifestSrc: ["'self'"], formAction: ["'self'"], baseUri: ["'none'"], frameAncestors: ["'none'"],
      },
    },
    crossOriginEmbedderPolicy: false,
    frameguard: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: false,
  });
  app.getHttpAdapter().getInstance().addHook('onRequest', (request, reply, done) => protect(request.raw, reply.raw, done as (fault?: unknown) => void));
}

/** Counts what is in flight, refuses what comes while the hub stops, and measures the rest. */
export function watchTraffic(app: NestFastifyApplication): Traffic {
  const traffic = new Traffic();
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onRequest', async (request, reply) => {
    if (traffic.isStopping && !request.url.startsWith('/health/')) {
      return reply.code(503).headers({ connection: 'close', 'retry-after': '2', 'content-type': 'application/problem+json' })
        .send(JSON.stringify({ type: 'about:blank', title: 'Service Unavailable', status: 503, code: 'unavailable', detail: 'The hub is stopping; send the same request again.' }));
    }
    traffic.enter(request.raw, reply.raw);
  });
  fastify.addHook('onResponse', async (request, reply) => {
    requests.observe({ method: request.method, route: request.routeOptions.url ?? 'unknown', status: reply.statusCode }, reply.elapsedTime / 1_000);
  });
  return traffic;
}

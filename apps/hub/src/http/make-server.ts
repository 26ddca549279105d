import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import helmet from 'helmet';
import { z } from 'zod';
import { setting } from '#config';
import { requests } from '../health/metrics.controller.js';
import { Traffic } from './traffic.js';

const trusted = setting('HUB_TRUST_PROXY', z.string().transform((list) => list.split(',').map((one) => one.trim()).filter(Boolean)).default([]), 'addresses or networks of the proxies whose X-Forwarded headers are believed, by comma');

/** Bytes of a request's body. */
const MAX_BODY = 256 * 1024;

/** Fastify with every wait and size bounded. The times are for receiving a request; an answer may stream for as long as it likes. */
export function makeAdapter(): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: MAX_BODY, trustProxy: trusted.value.length > 0 ? trusted.value : false,
    requestTimeout: 30_000, keepAliveTimeout: 72_000, http: { headersTimeout: 10_000 },
    // By the time the server closes, what could be finished has been; streams that are still open resume elsewhere.
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 200 },
    logger: false,
  });
}

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

import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Pool } from 'undici';
import { z } from 'zod';
import { setting } from '#config';
import { AddressRules } from './address-rules.js';
import { Exchange } from './exchange.js';
import { guardedConnector } from './guarded-connector.js';
import { NameResolver } from './name-resolver.js';
import { Outbound, type Answer, type Outgoing } from './outgoing.js';

const patience = setting('HUB_WEBHOOK_TIMEOUT', z.coerce.number().min(1).max(30).default(15), 'seconds that an endpoint has to answer');

/** Endpoints whose connections are kept for the next request; of more, those unused for longest are closed. */
const POOLS = 1_000;
/** Connections to one endpoint: as many as a subscription may use at the same time. */
const CONNECTIONS = 50;

/** Where a URL leads, worked out once: a pool of connections and the path, or why it may not be called. */
type Endpoint = { readonly pool: Pool; readonly path: string } | { readonly pool: null; readonly objection: string };

/**
 * The way out over HTTP. Every endpoint has connections of its own, so that one which hangs takes none of another's, even
 * where both are behind one host. Redirects are answers like any other, and no proxy of the environment is asked.
 */
@Injectable()
export class HttpOutbound extends Outbound implements OnApplicationShutdown {
  private readonly endpoints = new LRUCache<string, Endpoint>({ max: POOLS, dispose: ({ pool }) => void pool?.close().catch(() => undefined) });

  constructor(private readonly rules: AddressRules, private readonly resolver: NameResolver) {
    super();
  }

  send(outgoing: Outgoing<string | Buffer>, signal?: AbortSignal): Promise<Answer> {
    const { method, url, headers, body } = outgoing;
    const endpoint = this.endpointAt(url);
    if (endpoint.pool === null) return Promise.resolve(blocked(endpoint.objection));
    const exchange = new Exchange(patience.value * 1_000, signal);
    endpoint.pool.dispatch({ method, path: endpoint.path, headers, body: body.length === 0 ? null : body }, exchange);
    return exchange.answer;
  }

  async onApplicationShutdown(): Promise<void> {
    const pools = [...this.endpoints.values()].flatMap(({ pool }) => pool ?? []);
    await Promise.all(pools.map((pool) => pool.destroy().catch(() => undefined)));
    this.endpoints.clear();
  }

  private endpointAt(url: string): Endpoint {
    const known = this.endpoints.get(url);
    if (known !== undefined) return known;
    const endpoint = this.open(url);
    this.endpoints.set(url, endpoint);
    return endpoint;
  }

  private open(url: string): Endpoint {
    const objection = this.rules.objection(url);
    if (objection !== null) return { pool: null, objection };
    const { origin, pathname, search } = new URL(url);
    // The whole exchange has one bound, which undici's own timers would only double.
    const pool = new Pool(origin, { connections: CONNECTIONS, pipelining: 1, headersTimeout: 0, bodyTimeout: 0, connect: guardedConnector(this.rules, this.resolver) });
    return { pool, path: pathname + search };
  }
}

function blocked(rule: string): Answer {
  return { kind: 'blocked', status: null, headers: {}, body: '', fault: `the address may not be called: the rule is ${rule}`, milliseconds: 0 };
}

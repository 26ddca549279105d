import { Injectable, Logger, Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Counter } from 'prom-client';
import { z } from 'zod';
import { setting } from '#config';
import { traceBy, type Tracing } from './traced.js';

const url = setting('HUB_OTLP_URL', z.url({ protocol: /^https?$/ }).optional(), 'the OpenTelemetry collector (OTLP over HTTP) that gets the traces, as http://127.0.0.1:4318; without it nothing is traced');
const headers = setting('HUB_OTLP_HEADERS', z.string().regex(/^[\w-]+=[^,]+(,[\w-]+=[^,]+)*$/, 'pairs as name=value, by comma').optional(), 'headers of each request to the collector, as name=value, by comma', { secret: true });
const share = setting('HUB_TRACE_SHARE', z.coerce.number().min(0).max(1).default(1), 'of the traces that begin at this hub, how many are kept: 0 to 1; what comes with a traceparent follows its sender');

const batches = new Counter({ name: 'hub_trace_batches_total', help: 'Batches of spans by whether the collector took them.', labelNames: ['outcome'] });

/** Begins to trace when the hub starts and a collector is set, and sends what is left when it stops. */
@Injectable()
class Recorder implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger('Trace');
  private tracing: Tracing | null = null;
  private isTaken = true;

  async onModuleInit(): Promise<void> {
    if (url.value === undefined) return;
    // Loaded only where it is used: a hub without a collector starts without it.
    const { openTelemetry } = await import('./open-telemetry.js');
    this.tracing = openTelemetry({ url: url.value, headers: pairs(headers.value ?? ''), share: share.value, sent: (taken) => this.sent(taken) });
    traceBy(this.tracing);
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.tracing === null) return;
    traceBy(null);
    await this.tracing.stop();
  }

  /** One line when the collector goes, and one when it is back. */
  private sent(taken: boolean): void {
    batches.inc({ outcome: taken ? 'taken' : 'lost' });
    if (taken === this.isTaken) return;
    this.isTaken = taken;
    if (taken) this.logger.log('the collector of traces takes spans again');
    else this.logger.warn('the collector of traces takes no spans: they are dropped until it does');
  }
}

function pairs(text: string): Record<string, string> {
  return Object.fromEntries(text.split(',').filter(Boolean).map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
}

/** Traces of the hub, by OpenTelemetry. */
@Module({ providers: [Recorder] })
export class TraceModule {}

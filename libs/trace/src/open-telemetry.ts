import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, TraceFlags, type Context, type Span } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { parseTraceParent } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, ParentBasedSampler, TracerProvider, TraceIdRatioBasedSampler, type SpanExporter } from '@opentelemetry/sdk-trace';
import type { Place, Tracing } from './traced.js';

const KINDS = { internal: SpanKind.INTERNAL, server: SpanKind.SERVER, client: SpanKind.CLIENT, producer: SpanKind.PRODUCER, consumer: SpanKind.CONSUMER } as const;
/** Spans that wait to be sent; those over it are dropped, which the collector sees as gaps. */
const QUEUE = 4_096;
/** How long (ms) spans gather before they are sent together. */
const GATHER = 1_000;
/** How long (ms) a stopping hub waits for the collector. */
const FAREWELL = 2_000;

export interface Collector {
  /** The collector's base address; spans go to `/v1/traces` under it. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Of the traces that begin here, how many are kept: 0 to 1. */
  readonly share: number;
  /** Told of every batch: whether the collector took it. */
  readonly sent: (taken: boolean) => void;
}

/** Records spans with OpenTelemetry and sends them to a collector over OTLP/HTTP. Sets nothing global. */
export function openTelemetry({ url, headers, share, sent }: Collector): Tracing {
  const contexts = new AsyncLocalStorageContextManager().enable();
  const exporter = told(new OTLPTraceExporter({ url: `${url.replace(/\/+$/, '')}/v1/traces`, headers: { ...headers } }), sent);
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'corridor-hub', 'process.pid': process.pid }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(share) }),
    spanProcessors: [new BatchSpanProcessor({ exporter, maxQueueSize: QUEUE, scheduledDelayMillis: GATHER })],
  });
  const tracer = provider.getTracer('corridor-hub');
  return {
    span: (name, attributes, work, place) => {
      const around = placed(contexts.active(), place);
      const span = tracer.startSpan(name, { kind: KINDS[place.kind ?? 'internal'], attributes: { ...attributes }, startTime: place.since }, around);
      return contexts.with(trace.setSpan(around, span), () => ended(span, work));
    },
    current: () => {
      const context = trace.getSpanContext(contexts.active());
      if (context === undefined || (context.traceFlags & TraceFlags.SAMPLED) === 0) return undefined;
      return `00-${context.traceId}-${context.spanId}-01`;
    },
    annotate: (attributes) => void trace.getSpan(contexts.active())?.setAttributes({ ...attributes }),
    stop: async () => {
      const patience = new Promise<void>((resolve) => setTimeout(resolve, FAREWELL).unref());
      await Promise.race([provider.shutdown().catch(() => undefined), patience]);
      contexts.disable();
    },
  };
}

/** The context to go on from. A parent that cannot be read begins a trace of its own, as the W3C recommendation has it. */
function placed(active: Context, { parent }: Place): Context {
  const remote = parent === undefined ? null : parseTraceParent(parent);
  return remote === null ? active : trace.setSpanContext(ROOT_CONTEXT, { ...remote, isRemote: true });
}

async function ended<T>(span: Span, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (fault) {
    // Its message may quote what somebody sent.
    const name = (fault as { code?: unknown }).code ?? (fault as Error).name;
    span.setStatus({ code: SpanStatusCode.ERROR, message: String(name) });
    throw fault;
  } finally {
    span.end();
  }
}

function told(exporter: SpanExporter, sent: (taken: boolean) => void): SpanExporter {
  return {
    export: (spans, done) => exporter.export(spans, (result) => {
      sent(result.code === 0);
      done(result);
    }),
    shutdown: () => exporter.shutdown(),
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
  };
}

export { annotate, isTracing, traced, traceparent, type Attributes, type Place } from './traced.js';
export { TraceModule } from './trace.module.js';

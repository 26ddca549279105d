/** What a span says of itself: names, ids and counts, never what somebody wrote or sent. */
export type Attributes = Readonly<Record<string, string | number | boolean>>;

/** How a piece of work stands to the rest of its trace. */
export interface Place {
  /** W3C `traceparent` of the span that it continues; without one, of the span that it runs in. */
  readonly parent?: string | undefined;
  /** `server`: it answers a request. `client`: it calls out. `producer`, `consumer`: it hands work on, or takes it up. */
  readonly kind?: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  /** When the work began (ms since 1970), where that was before it was known to be one of this trace. */
  readonly since?: number;
}

/** What records traces. There is one as long as a collector is set. */
export interface Tracing {
  span<T>(name: string, attributes: Attributes, work: () => Promise<T>, place: Place): Promise<T>;
  current(): string | undefined;
  annotate(attributes: Attributes): void;
  stop(): Promise<void>;
}

let tracing: Tracing | null = null;

/** Takes up tracing, or ends it. */
export function traceBy(recorder: Tracing | null): void {
  tracing = recorder;
}

/** Whether anything is recorded: who would have to look something up for a span alone asks first. */
export function isTracing(): boolean {
  return tracing !== null;
}

/**
 * Runs `work` as one span of the trace it stands in. What fails is marked, with the name of the error and not its words.
 * While nothing is traced, this is a plain call.
 */
export function traced<T>(name: string, attributes: Attributes, work: () => Promise<T>, place: Place = {}): Promise<T> {
  return tracing === null ? work() : tracing.span(name, attributes, work, place);
}

/** W3C `traceparent` of the span that runs now; undefined when nothing is traced or this trace is not among those that are kept. */
export function traceparent(): string | undefined {
  return tracing?.current();
}

/** Says more of the span that runs now, which was not known when it began. */
export function annotate(attributes: Attributes): void {
  tracing?.annotate(attributes);
}

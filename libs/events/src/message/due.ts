import type { stream } from '#contracts';

/** What of a subscription a sender needs. */
export interface Sink {
  readonly id: string;
  readonly ownerId: string;
  readonly protocol: 'webhook' | 'fhir';
  readonly url: string;
  readonly format: 'structured' | 'binary';
  readonly ordered: boolean;
  readonly batch: number;
  readonly concurrency: number;
  readonly perSecond: number | null;
  /** Unsealed; the newest of each kind first. */
  readonly secrets: readonly { readonly kind: 'v1' | 'v1a'; readonly secret: Buffer }[];
}

/** One delivery that is due, with its event as it stands in the log now. */
export interface Due {
  readonly sequence: number;
  /** How much of the event leaves the hub, settled when it was dispatched. */
  readonly payload: 'empty' | 'id' | 'full';
  readonly digest: Buffer;
  /** The digest before this delivery: of the one with the number before. */
  readonly previous: Buffer;
  readonly attempts: number;
  readonly tries: number;
  /** The event's place in the feed, `<epoch>.<number>`. */
  readonly feedPosition: string;
  readonly event: stream.Envelope;
  /** The trace that the event was recorded in (W3C Trace Context); travels as the CloudEvents extension of this name. Absent when nothing is traced. */
  readonly traceparent?: string;
}

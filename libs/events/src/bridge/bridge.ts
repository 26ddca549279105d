/** One event, ready for a broker. */
export interface BridgeMessage {
  /** The event's id: the broker, or who reads from it, drops what comes twice by it. */
  readonly id: string;
  readonly type: string;
  /** The key: what has the same one keeps its order. */
  readonly stream: string;
  /** A structured CloudEvent. */
  readonly body: string;
  readonly traceparent: string | undefined;
}

/** The content type of every message. */
export const CLOUD_EVENT = 'application/cloudevents+json; charset=utf-8';

/** A line to a broker. One that failed once is closed and opened anew. */
export interface Bridge {
  /**
   * Resolves when the broker has acknowledged all of them. Of one stream none is sent before the one ahead of it is
   * acknowledged or travels with it, so that whatever fails, the broker never has a later event without the earlier.
   */
  publish(messages: readonly BridgeMessage[]): Promise<void>;
  close(): Promise<void>;
}

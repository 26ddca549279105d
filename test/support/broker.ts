/** What a broker holds, as somebody who reads from it gets it. */
export interface Held {
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A message broker that may be ended and begun again on the same address. */
export interface TestBroker {
  /** The value of HUB_BRIDGE_URL for it. */
  readonly url: string;
  /** All that it holds, in its order. */
  held(): Promise<readonly Held[]>;
  /** Ends at this instant. */
  kill(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

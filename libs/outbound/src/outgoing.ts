/** One request to an endpoint, signed and ready; its body is bytes where it is no text. */
export interface Outgoing<B extends string | Buffer = string> {
  readonly method: 'POST' | 'OPTIONS';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: B;
}

/** What came back, or why nothing did. */
export interface Answer {
  /** `answered`: there is a status, whatever it is. `blocked`: the address may not be called. */
  readonly kind: 'answered' | 'timeout' | 'failed' | 'blocked';
  readonly status: number | null;
  /** Lower-case names, an allow-list of them, capped. */
  readonly headers: Readonly<Record<string, string>>;
  /** The beginning of the body, as text. */
  readonly body: string;
  /** Why nothing came, in plain words; null when something did. */
  readonly fault: string | null;
  readonly milliseconds: number;
}

/** The way out to endpoints: guarded against addresses that are not theirs, bounded in time and size, never following a redirect. */
export abstract class Outbound {
  abstract send(outgoing: Outgoing<string | Buffer>, signal?: AbortSignal): Promise<Answer>;
}

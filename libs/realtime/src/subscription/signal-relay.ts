/** A signal on its way to the readers of a stream. */
export interface RelayedSignal {
  readonly stream: string;
  readonly type: string;
  readonly data: unknown;
}

/**
 * Carries signals to the hubs beside this one. A port: where one hub serves all, nobody is bound to it. What it loses while its
 * carrier is away is no loss: a signal is worth nothing a second later.
 */
export abstract class SignalRelay {
  abstract publish(signals: readonly RelayedSignal[]): void;
  /** @param take gets what other hubs publish, never what this one does */
  abstract listen(take: (signals: readonly RelayedSignal[]) => void): void;
}

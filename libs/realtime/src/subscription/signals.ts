import { Injectable, Optional, type OnModuleDestroy } from '@nestjs/common';
import type { Data, Signal } from '#contracts';
import { FanOut } from './fan-out.js';
import { SignalRelay, type RelayedSignal } from './signal-relay.js';

/** Signals of one room and type are sent this often (ms) at the most, the newest one of them. */
const COALESCE = 500;

/** Sends what is worth nothing a second later to all who read a stream, at every hub. Never logged, and the newest replaces those before. */
@Injectable()
export class Signals implements OnModuleDestroy {
  private readonly waiting = new Map<string, RelayedSignal>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly fanOut: FanOut,
    @Optional() private readonly relay?: SignalRelay,
  ) {
    relay?.listen((signals) => this.deliver(signals));
  }

  send<S extends Signal>(stream: string, signal: S, data: Data<S>): void {
    this.waiting.set(`${stream} ${signal.name}`, { stream, type: signal.name, data });
    this.timer ??= setTimeout(() => this.flush(), COALESCE).unref();
  }

  onModuleDestroy(): void {
    clearTimeout(this.timer);
  }

  private flush(): void {
    this.timer = undefined;
    const signals = [...this.waiting.values()];
    this.waiting.clear();
    this.deliver(signals);
    this.relay?.publish(signals);
  }

  private deliver(signals: readonly RelayedSignal[]): void {
    for (const { stream, type, data } of signals) this.fanOut.signal(stream, { room: stream, type, data });
  }
}

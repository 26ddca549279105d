import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Data, Signal } from '#contracts';
import { FanOut } from './fan-out.js';

/** Signals of one room and type are sent this often (ms) at the most, the newest one of them. */
const COALESCE = 500;

/** Sends what is worth nothing a second later to all who read a stream. Never logged, and the newest replaces those before. */
@Injectable()
export class Signals implements OnModuleDestroy {
  private readonly waiting = new Map<string, { stream: string; type: string; data: unknown }>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly fanOut: FanOut) {}

  send<S extends Signal>(stream: string, signal: S, data: Data<S>): void {
    this.waiting.set(`${stream} ${signal.name}`, { stream, type: signal.name, data });
    this.timer ??= setTimeout(() => this.flush(), COALESCE).unref();
  }

  onModuleDestroy(): void {
    clearTimeout(this.timer);
  }

  private flush(): void {
    this.timer = undefined;
    for (const { stream, type, data } of this.waiting.values()) this.fanOut.signal(stream, { room: stream, type, data });
    this.waiting.clear();
  }
}

/** Half of all, and all but one in a hundred, were at most this; in milliseconds. */
export interface Spread {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly most: number;
}

export function spreadOf(samples: readonly number[]): Spread {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (share: number): number => Number((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1));
  return { count: sorted.length, p50: at(0.5), p99: at(0.99), most: at(1) };
}

/** What happened during a rehearsal, in numbers. */
export class Journal {
  readonly phases: { name: string; seconds: number }[] = [];
  readonly acks: number[] = [];
  readonly deliveries: number[] = [];
  private readonly events = new Set<string>();
  commands = 0;
  refusals = 0;
  frames = 0;
  lines = 0;
  cuts = 0;
  returns = 0;
  resumes = 0;
  /** Milliseconds that the server's clock is ahead of this one. */
  clockAhead = 0;

  answered(milliseconds: number, refusal: string | null): void {
    this.commands += 1;
    if (refusal !== null) this.refusals += 1;
    this.acks.push(milliseconds);
  }

  /** An event arrived at a reader, so long after the instant that it states. */
  arrived(id: string, time: string, at: number): void {
    this.events.add(id);
    this.deliveries.push(Math.max(0, at + this.clockAhead - Date.parse(time)));
  }

  get distinctEvents(): number {
    return this.events.size;
  }

  async phase<T>(name: string, work: () => Promise<T>): Promise<T> {
    const began = performance.now();
    try {
      return await work();
    } finally {
      this.phases.push({ name, seconds: Number(((performance.now() - began) / 1_000).toFixed(2)) });
    }
  }
}

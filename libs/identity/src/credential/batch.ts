/** Gathers what is asked for while the last look-up runs, and looks it all up at once: a storm costs a few reads, not one each. */
export class Batch<K, V> {
  private waiting: { key: K; resolve: (value: V) => void; reject: (fault: unknown) => void }[] = [];
  private running = false;

  /** @param most keys of one look-up */
  constructor(private readonly lookUp: (keys: readonly K[]) => Promise<readonly V[]>, private readonly most: number) {}

  get(key: K): Promise<V> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ key, resolve, reject });
      if (!this.running) void this.run();
    });
  }

  private async run(): Promise<void> {
    this.running = true;
    // What was asked for in this very turn travels together.
    await Promise.resolve();
    while (this.waiting.length > 0) {
      const taken = this.waiting.splice(0, this.most);
      try {
        const values = await this.lookUp(taken.map((one) => one.key));
        taken.forEach((one, at) => one.resolve(values[at] as V));
      } catch (fault) {
        taken.forEach((one) => one.reject(fault));
      }
    }
    this.running = false;
  }
}

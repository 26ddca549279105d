/** Lets so many do something at the same time; the others wait for their turn, in the order in which they came. */
export class Turns {
  private readonly waiting: (() => void)[] = [];
  private busy = 0;

  constructor(private readonly most: number) {}

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.busy >= this.most) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.busy += 1;
    try {
      return await work();
    } finally {
      // The turn is handed on, so that nobody comes in between.
      const next = this.waiting.shift();
      if (next === undefined) this.busy -= 1;
      else next();
    }
  }
}

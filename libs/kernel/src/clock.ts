/** The server's clock. Deadlines are judged by it alone; tests pass their own. */
export interface Clock {
  /** Now, as an instant in UTC. */
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** What a server of the bench can be told to do. */
export type Methods = Readonly<Record<string, (argument: never) => unknown>>;

/** Answers the bench over IPC: one answer for each order. */
export function obey(methods: Methods): void {
  process.on('message', ({ id, method, argument }: { id: number; method: string; argument: never }) => {
    Promise.resolve().then(() => {
      const order = methods[method];
      if (order === undefined) throw new Error(`there is no order ${method}`);
      return order(argument);
    }).then(
      (value) => process.send?.({ id, value }),
      (fault: unknown) => process.send?.({ id, fault: fault instanceof Error ? (fault.stack ?? fault.message) : String(fault) }),
    );
  });
  // The bench is gone, or has had its answer: the server ends, and its database with it.
  process.once('disconnect', () => void Promise.resolve(methods['stop']?.({} as never)).finally(() => process.exit(0)));
}

/** Resident memory after a collection, in bytes. */
export function memory(): number {
  (globalThis as { gc?: () => void }).gc?.();
  return process.memoryUsage.rss();
}

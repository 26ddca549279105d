import { readFileSync } from 'node:fs';
import type { Logger } from 'pino';
import { readSettings } from '#config';
import { makeLogger } from './journal/make-logger.js';
import { serve, type Hub } from './serve.js';

/**
 * Reads the settings, serves until a signal comes, stops in order. Sets the exit code of the process.
 * @param ready what is done beside, once the hub serves; when it fails the hub stops, as with any fault that nobody caught
 */
export async function runHub(ready: (hub: Hub) => Promise<void> = async () => undefined): Promise<void> {
  readSettings(process.env, (path) => readFileSync(path, 'utf8'));
  const log = makeLogger();
  const ending = new Ending(log);
  const hub = await serve(log);
  ending.forced = () => hub.database.cluster?.abandon();
  log.info(`the hub is ready on ${hub.url}`);
  void ready(hub);
  await ending.of(hub);
}

/** How the process comes to its end: by a signal, or by a fault that nobody caught. */
class Ending {
  /** What can still be done in an instant when the end is forced. */
  forced: () => void = () => undefined;
  private readonly asked: Promise<number>;
  private signals = 0;

  constructor(private readonly log: Logger) {
    this.asked = new Promise((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => this.signalled(signal, resolve));
      // After a fault that nobody caught the state of the process is not known: it finishes what it can and ends.
      for (const fault of ['uncaughtException', 'unhandledRejection'] as const) {
        process.on(fault, (error: unknown) => {
          log.fatal({ err: error }, 'a fault that nobody caught; the hub stops');
          resolve(1);
        });
      }
    });
  }

  /** Waits for the end, and carries it out. */
  async of(hub: Hub): Promise<never> {
    const code = await this.asked;
    await hub.close().catch((error: unknown) => this.log.error({ err: error }, 'the hub could not stop in order'));
    process.exit(code);
  }

  /** The first signal stops in order. A second Ctrl-C ends at once; the database recovers at the next start. */
  private signalled(signal: NodeJS.Signals, resolve: (code: number) => void): void {
    this.signals += 1;
    if (this.signals > 1 && signal === 'SIGINT') {
      this.forced();
      this.log.warn('ended at once; the next start recovers');
      process.exit(130);
    }
    resolve(0);
  }
}

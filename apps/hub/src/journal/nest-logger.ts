import type { LoggerService } from '@nestjs/common';
import type { Logger } from 'pino';

type Level = 'info' | 'error' | 'warn' | 'debug' | 'fatal';

/** What Nest and the libs log through `new Logger('Name')`, written by pino. `logger.error({ err }, 'what was being done')`. */
export class NestLogger implements LoggerService {
  constructor(private readonly pino: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write('info', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  /** The last text is the name of the logger; one before it is the message where the first part holds fields. */
  private write(level: Level, message: unknown, rest: readonly unknown[]): void {
    const context = rest.at(-1);
    const texts = rest.slice(0, -1).filter((part) => typeof part === 'string');
    if (message instanceof Error) return this.pino[level]({ context, err: message }, texts[0] ?? message.name);
    if (typeof message === 'object' && message !== null) return this.pino[level]({ context, ...message }, texts[0] ?? '');
    // Nest's own start-up lines are of use to developers only.
    this.pino[level === 'info' && OF_NEST.has(String(context)) ? 'debug' : level]({ context }, String(message));
  }
}

const OF_NEST = new Set(['NestFactory', 'InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestApplication', 'WebSocketsController']);

import { pino, type Logger } from 'pino';
import { z } from 'zod';
import { setting } from '#config';
import { explainError, type ExplainedError } from './explain-error.js';

const level = setting('HUB_LOG_LEVEL', z.enum(['fatal', 'error', 'warn', 'info', 'debug']).default('info'), 'what is logged: this level and those above it');

/** Fields that hold a secret wherever they turn up. Ids and facts are all that the hub logs on purpose. */
const SECRETS = ['password', 'token', 'secret', 'authorization', 'cookie'].flatMap((name) => [name, `*.${name}`]);

/** JSON lines; at a terminal, lines for a person. */
export function makeLogger(): Logger {
  const options = { level: level.value, base: null, redact: SECRETS, serializers: { err: explainError }, timestamp: pino.stdTimeFunctions.isoTime };
  return process.stdout.isTTY ? pino(options, { write: (line: string) => process.stdout.write(readable(line)) }) : pino(options, pino.destination({ dest: 1, sync: true }));
}

interface Line {
  readonly time: string;
  readonly level: number;
  readonly msg?: string;
  readonly context?: string;
  readonly err?: ExplainedError;
}

const LEVELS: Readonly<Record<number, string>> = { 20: '\u001b[2mdebug', 30: 'info ', 40: '\u001b[33mwarn ', 50: '\u001b[31merror', 60: '\u001b[31mfatal' };

function readable(text: string): string {
  const { time, level: number, msg, context, err, ...rest } = JSON.parse(text) as Line;
  const more = Object.keys(rest).length > 0 ? ` ${JSON.stringify(rest)}` : '';
  const error = err === undefined ? '' : `\n  ${err.type}: ${err.message}${err.stack ? `\n${err.stack}` : ''}`;
  return `${time.slice(11, 19)} ${LEVELS[number] ?? ''} ${context ? `${context}: ` : ''}${msg ?? ''}${more}${error}\u001b[0m\n`;
}

import { brokenConstraint, sqlState } from '#db';

/** What of an error may stand in a log. */
export interface ExplainedError {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly constraint?: string;
  readonly stack?: string;
  readonly cause?: ExplainedError;
}

const SQLSTATE = /^[0-9A-Z]{5}$/;

/**
 * An error for the log. What the database says may quote the values of a row, and TypeORM adds the statement with its
 * parameters: of those faults only the SQLSTATE, the constraint and the frames of the stack are kept.
 */
export function explainError(error: unknown, depth = 0): ExplainedError {
  if (!(error instanceof Error)) return { type: typeof error, message: 'something that is no Error was thrown' };
  const state = sqlState(error);
  const ofDatabase = state !== undefined && SQLSTATE.test(state);
  const constraint = brokenConstraint(error);
  return {
    type: error.name,
    message: ofDatabase ? `the database refused with ${state}` : error.message,
    ...(state === undefined ? {} : { code: state }),
    ...(constraint === undefined ? {} : { constraint }),
    stack: frames(error),
    ...(error.cause instanceof Error && depth < 4 ? { cause: explainError(error.cause, depth + 1) } : {}),
  };
}

/** The stack without its first lines, which repeat the message. */
function frames(error: Error): string {
  return (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)).slice(0, 12).join('\n');
}

import { errorRow } from '#contracts';
import { DomainError } from '#kernel';

/** An error as every door tells it. */
export interface Told {
  readonly code: string;
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** RFC 9457 `application/problem+json`, with the hub's `code`. */
export interface Problem extends Told {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
}

/**
 * What a client hears. A refusal is told as it is. Anything else is a fault: `report` gets it once, with its cause,
 * and the client learns only that there was one.
 */
export function tell(error: unknown, report: (fault: unknown) => void): Told {
  if (error instanceof DomainError) return { code: error.code, message: error.message, ...(error.details === undefined ? {} : { details: error.details }) };
  report(error);
  return { code: 'internal', message: 'The hub made a mistake and has noted it. Send the same request again with the same id.' };
}

export function toProblem(told: Told): Problem {
  const row = errorRow(told.code);
  return { type: `/docs#${told.code}`, title: row?.meaning ?? 'The request was refused.', status: row?.status ?? 400, detail: told.message, ...told };
}

/** Seconds for a Retry-After header, where the refusal hints at some. */
export function retryAfter(told: Told): string | null {
  const seconds = told.details?.['retryAfter'];
  return typeof seconds === 'number' ? String(Math.ceil(seconds)) : null;
}

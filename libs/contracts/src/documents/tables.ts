import { disconnects } from '../catalogue/disconnects.js';
import { errorCodes, type Retry } from '../catalogue/errors.js';
import { plain, type JsonObject } from './schema.js';

interface ErrorRow {
  readonly status: number;
  readonly retry: Retry;
  readonly meaning: string;
}

/** What a client does after a refusal, in words. */
export const afterRefusal: Readonly<Record<Retry, string>> = {
  never: 'Do not send it again as it is.',
  later: 'Wait for `details.retryAfter` seconds, or back off, and send it again.',
  same_id: 'The outcome is unknown: send the same request again with the same id.',
};

/** What a client does after its line was closed, in words. */
export const afterClosing: Readonly<Record<'resume' | 'sign_in' | 'stop', string>> = {
  resume: 'Come back after a random delay within `retryWithin` seconds and subscribe from the last position.',
  sign_in: 'Sign in again; the same credential is not taken any more.',
  stop: 'Do not come back by yourself: a person has to look at it.',
};

/** Every error code with its row, by name. */
export function errorRows(): readonly (readonly [string, ErrorRow])[] {
  return Object.entries(errorCodes as Record<string, ErrorRow>).sort(([a], [b]) => a.localeCompare(b));
}

/** The two tables as data, for machines. */
export function tables(): { errors: JsonObject; disconnects: JsonObject } {
  const errors = Object.fromEntries(errorRows().map(([code, row]) => [code, { ...row, then: afterRefusal[row.retry] }]));
  const lines = Object.fromEntries(Object.entries(disconnects).map(([code, row]) => [code, { ...row, advice: afterClosing[row.then] }]));
  return { errors: plain(errors) as JsonObject, disconnects: plain(lines) as JsonObject };
}

/** The error table in Markdown. */
export function errorTable(): string {
  const rows = errorRows().map(([code, { status, retry, meaning }]) => `| \`${code}\` | ${status} | ${meaning} | ${afterRefusal[retry]} |`);
  return ['| code | status | meaning | what to do |', '|---|---|---|---|', ...rows].join('\n');
}

/** The disconnect table in Markdown. */
export function disconnectTable(): string {
  const rows = Object.entries(disconnects).map(([code, { wire, then, meaning }]) => `| \`${code}\` | ${wire} | ${meaning} | ${afterClosing[then]} |`);
  return ['| code | close code | meaning | what to do |', '|---|---|---|---|', ...rows].join('\n');
}

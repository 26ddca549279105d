/** What a client may do after a refusal. */
export type Retry =
  /** The same request will be refused again. */
  | 'never'
  /** Try again after the hint in `details.retryAfter` (seconds), or with back-off. */
  | 'later'
  /** The outcome is unknown: send the same request again with the same id. */
  | 'same_id';

/** Every code that the hub may answer: HTTP status, whether to retry, and what it means. One table for all doors. */
export const errorCodes = {
  invalid_input: { status: 400, retry: 'never', meaning: 'A field is missing, unknown or breaks its rule; `details.issues` names each.' },
  unauthenticated: { status: 401, retry: 'never', meaning: 'No valid session or key came with the request.' },
  forbidden: { status: 403, retry: 'never', meaning: 'The object is known to the caller, but the action is not theirs.' },
  not_found: { status: 404, retry: 'never', meaning: 'There is no such thing, or none that the caller may know of.' },
  unknown_command: { status: 404, retry: 'never', meaning: 'No command or message of this name is declared.' },
  conflict: { status: 409, retry: 'never', meaning: 'The state of the object has moved on; read it again.' },
  command_id_reused: { status: 409, retry: 'never', meaning: 'The command id was used before with another body.' },
  already_answered: { status: 409, retry: 'never', meaning: 'The command was carried out; its answer held a secret that is shown only once.' },
  precondition_failed: { status: 412, retry: 'never', meaning: 'The ETag given no longer names the current version.' },
  payload_too_large: { status: 413, retry: 'never', meaning: 'The request or the event it would make is over the stated bound.' },
  unsupported_media_type: { status: 415, retry: 'never', meaning: 'The body is of a type, an encoding or a character set that is not taken here: JSON in UTF-8 is.' },
  rate_limited: { status: 429, retry: 'later', meaning: 'More requests than the stated bucket allows.' },
  internal: { status: 500, retry: 'same_id', meaning: 'A fault of the hub; it is logged under the request id.' },
  unavailable: { status: 503, retry: 'same_id', meaning: 'The database or the hub is restarting; the outcome may be unknown.' },

  sign_in_refused: { status: 401, retry: 'never', meaning: 'The address or the password is wrong.' },
  password_too_weak: { status: 400, retry: 'never', meaning: 'The password is shorter than 15 characters or on the list of common ones.' },
  setup_closed: { status: 410, retry: 'never', meaning: 'The setup link was used or has run out; start the hub again for a new one.' },
  invitation_closed: { status: 410, retry: 'never', meaning: 'The invitation was used, withdrawn or has run out.' },
  origin_refused: { status: 403, retry: 'never', meaning: 'The page that asks does not stand on an allowed origin.' },

  stream_unknown: { status: 404, retry: 'never', meaning: 'There is no such stream, or none that the caller may read.' },
  too_many_subscriptions: { status: 429, retry: 'never', meaning: 'The socket has as many subscriptions as it may hold; leave one first.' },
  joins_limited: { status: 429, retry: 'later', meaning: 'Too many readers join at once; wait for `details.retryAfter` seconds.' },
  position_gone: { status: 410, retry: 'never', meaning: 'The position is of another history of the stream, or beyond its end, or the events after it are no longer kept: read the state again.' },
  position_invalid: { status: 400, retry: 'never', meaning: 'A position has the form <epoch>.<offset>.' },
} as const satisfies Record<string, { status: number; retry: Retry; meaning: string }>;

export type ErrorCode = keyof typeof errorCodes | DomainCode;

/** Refusals that the domains add, each beside its commands. */
export type DomainCode = string & { readonly __domain?: never };

/** Adds a domain's refusals to the table; a code may stand there once. */
export function declareErrors(codes: Record<string, { status: number; retry: Retry; meaning: string }>): void {
  for (const [code, row] of Object.entries(codes)) {
    if (code in errorCodes) throw new Error(`the error code ${code} is declared twice`);
    (errorCodes as Record<string, unknown>)[code] = row;
  }
}

export function errorRow(code: string): { status: number; retry: Retry; meaning: string } | undefined {
  return (errorCodes as Record<string, { status: number; retry: Retry; meaning: string }>)[code];
}

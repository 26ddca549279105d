import { errorRow, type Retry } from './contracts.js';

/** A refusal as the hub tells it, or what this package itself has to say in the same form. */
export interface Told {
  readonly code: string;
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>> | undefined;
}

/** What only the client can say: the hub's own codes stand in the table of its contracts. */
const OWN: Readonly<Record<string, Retry>> = {
  /** Nothing came back: whether the request was carried out is unknown. */
  unreachable: 'same_id',
  /** What came back is not what the hub's contracts say; another program may have answered. */
  unexpected_answer: 'never',
};

/** Why something was not done. `code` stands for programs, `message` for people. */
export class HubError extends Error {
  override readonly name = 'HubError';
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>> | undefined;

  constructor({ code, message, details }: Told, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
    this.details = details;
  }

  /** `never`: the same request is refused again. `later`: try again after a pause. `same_id`: the outcome is unknown, send it again with the same id. */
  get retry(): Retry {
    return errorRow(this.code)?.retry ?? OWN[this.code] ?? 'never';
  }
}

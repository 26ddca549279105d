import type { stream } from '#contracts';
import { formatPosition } from '#log';
import { writeToken } from './ack-token.js';
import type { ConsumerRow } from './consumer.js';
import type { Numbered } from './source.js';

/** What a reader asks for. */
export interface Wish {
  readonly batch: number;
  readonly maxBytes: number;
}

/** A consumer, how many messages are out, when the next of them is due (ms from now; null: nothing is out), and the epoch of what it reads. */
export interface Standing extends ConsumerRow {
  readonly pending: string;
  readonly due_in: number | null;
  readonly history: string | null;
}

/** Numbers that are out, or wait at the start. */
export interface Due {
  readonly id: string;
  readonly numbers: string;
  readonly delivered: number;
}

/** What may be given: an event, written once, and the row that it is taken from; null for what was never given. */
export interface Candidate extends Numbered {
  readonly row: Due | null;
}

export interface Chosen extends Candidate {
  /** JSON. */
  readonly text: string;
}

/** A message as it goes out. */
export interface Message {
  readonly feedposition: string | null;
  readonly delivered: number;
  readonly ackToken: string;
  /** JSON. */
  readonly event: string;
}

export function messageOf(consumer: ConsumerRow, epoch: string, { number, row, text }: Chosen): Message {
  const delivered = (row?.delivered ?? 0) + 1;
  return {
    feedposition: consumer.stream === null ? formatPosition(epoch, number) : null, delivered,
    ackToken: writeToken(consumer.id, { generation: consumer.generation, number, delivered }), event: text,
  };
}

export function textOf(envelope: stream.Envelope, headersOnly: boolean): string {
  if (!headersOnly) return JSON.stringify(envelope);
  const { data: _, ...headers } = envelope;
  return JSON.stringify(headers);
}

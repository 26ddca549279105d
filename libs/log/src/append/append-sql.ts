import type { Parameter, Statement } from '#db';
import { DomainError } from '#kernel';
import type { Draft } from './draft-event.js';
import { bytea, encodeArray, int4, jsonb, text, timestamptz, uuid } from './encode-array.js';

/** Events that one transaction may record. */
export const TRANSACTION_EVENTS = 500;

/** The streams of these events, each once, in the order in which they are locked; and for each event which one it is for (from 1). */
export function placesOf(drafts: readonly Draft[]): { streams: string[]; of: number[] } {
  const streams = [...new Set(drafts.map((draft) => draft.stream))].sort();
  const place = new Map(streams.map((stream, at) => [stream, at + 1]));
  return { streams, of: drafts.map((draft) => place.get(draft.stream) ?? 0) };
}

/** The append of one transaction, which travels with its COMMIT: the streams are locked for one round trip less. */
export function appendStatement(drafts: readonly Draft[]): Statement {
  if (drafts.length > TRANSACTION_EVENTS) throw new DomainError('payload_too_large', `One command may not record more than ${TRANSACTION_EVENTS} events.`, { events: drafts.length });
  const [first, second] = drafts;
  if (first !== undefined && second === undefined) return appendOne(first);
  const { text, values } = appendQuery(drafts);
  return { text, values };
}

/** One event, as most commands record: plain parameters, and a path of its own through the database. */
function appendOne({ stream, id, type, time, actor, audience, data, body, words }: Draft): Statement {
  return {
    text: 'SELECT log_append_one($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)',
    values: [
      stream, id, type, time.toISOString(), actor, audience.join(','), data, Buffer.from(body, 'hex'),
      words && Buffer.from(words.commitment, 'hex'), words && Buffer.from(words.salt, 'hex'), words && words.data,
    ],
  };
}

/** Notes the trace that these events are recorded in, beside the log; nothing where nothing is traced. */
export function traceStatements(drafts: readonly Draft[], traceparent: string | undefined): readonly Statement[] {
  return traceparent === undefined ? [] : [{ text: 'SELECT log_traced($1, $2)', values: [encodeArray(uuid, drafts.map(({ id }) => id)), traceparent] }];
}

/** The append as a prepared statement with binary parameters: nothing is escaped here, and nothing is read character by character there. */
export function appendQuery(drafts: readonly Draft[]): Required<Statement> & { name: string; values: Parameter[]; streams: readonly string[]; of: readonly number[] } {
  const { streams, of } = placesOf(drafts);
  const spoken = drafts.some((draft) => draft.words !== null);
  return {
    streams, of, name: 'hub_append',
    text: 'SELECT * FROM log_append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)',
    values: [
      encodeArray(text, streams), encodeArray(int4, of),
      encodeArray(uuid, drafts.map((draft) => draft.id)),
      encodeArray(text, drafts.map((draft) => draft.type)),
      encodeArray(timestamptz, drafts.map((draft) => draft.time)),
      encodeArray(text, drafts.map((draft) => draft.actor)),
      encodeArray(text, drafts.map((draft) => draft.audience.join(','))),
      encodeArray(jsonb, drafts.map((draft) => draft.data)),
      encodeArray(bytea, drafts.map((draft) => draft.body)),
      ...(spoken ? [
        encodeArray(bytea, drafts.map(({ words }) => words && words.commitment)),
        encodeArray(bytea, drafts.map(({ words }) => words && words.salt)),
        encodeArray(jsonb, drafts.map(({ words }) => words && words.data)),
      ] : [null, null, null]),
    ],
  };
}

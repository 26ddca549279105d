import pg from 'pg';
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

/** The append as a statement without parameters, so that it can travel with the COMMIT: the streams are locked for one round trip less. */
export function appendSql(drafts: readonly Draft[]): string {
  if (drafts.length > TRANSACTION_EVENTS) throw new DomainError('payload_too_large', `One command may not record more than ${TRANSACTION_EVENTS} events.`, { events: drafts.length });
  const { streams, of } = placesOf(drafts);
  const array = (type: string, values: readonly (string | null)[]): string => `ARRAY[${values.map((value) => (value === null ? 'NULL' : pg.escapeLiteral(value))).join(',')}]::${type}[]`;
  const bytes = (hex: string): string => `\\x${hex}`;
  const spoken = drafts.some((draft) => draft.words !== null);
  return `SELECT log_append(${[
    array('text', streams),
    `'{${of.join(',')}}'::int[]`,
    array('uuid', drafts.map((draft) => draft.id)),
    array('text', drafts.map((draft) => draft.type)),
    array('timestamptz', drafts.map((draft) => draft.time.toISOString())),
    array('text', drafts.map((draft) => draft.actor)),
    array('text', drafts.map((draft) => draft.audience.join(','))),
    array('jsonb', drafts.map((draft) => draft.data)),
    array('bytea', drafts.map((draft) => bytes(draft.body))),
    ...(spoken ? [
      array('bytea', drafts.map(({ words }) => words && bytes(words.commitment))),
      array('bytea', drafts.map(({ words }) => words && bytes(words.salt))),
      array('jsonb', drafts.map(({ words }) => words && words.data)),
    ] : ['NULL', 'NULL', 'NULL']),
  ].join(', ')})`;
}

/** Notes the trace that these events are recorded in, beside the log; nothing where nothing is traced. */
export function traceSql(drafts: readonly Draft[], traceparent: string | undefined): string {
  return traceparent === undefined ? '' : `; SELECT log_traced('{${drafts.map(({ id }) => id).join(',')}}', ${pg.escapeLiteral(traceparent)})`;
}

/** The append as a prepared statement with binary parameters: for many events at once. */
export function appendQuery(drafts: readonly Draft[]): pg.QueryConfig & { streams: readonly string[]; of: readonly number[] } {
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

import type { ErrorCode } from '../catalogue/errors.js';
import { filter } from '../filter/filter.js';
import { envelope, place, reading, streamName } from '../stream.js';
import { jsonSchema, type JsonObject } from './schema.js';

type Problems = (codes: readonly ErrorCode[]) => JsonObject;

export const parameters: JsonObject = {
  IdempotencyKey: { name: 'Idempotency-Key', in: 'header', required: false, description: 'Chosen by the client, new for each new request: 1 to 128 printable characters.', schema: { type: 'string', minLength: 1, maxLength: 128, pattern: '^[\\x21-\\x7e]+$' } },
  IfNoneMatch: { name: 'If-None-Match', in: 'header', required: false, description: 'The ETag of the version that the client holds.', schema: { type: 'string' } },
  LastEventId: { name: 'Last-Event-ID', in: 'header', required: false, description: 'The position of the last event that was read; browsers send it by themselves with an event stream. It wins over `after`.', schema: jsonSchema(place, 'input') },
  LastEventIdTwin: { name: 'last_event_id', in: 'query', required: false, description: 'The same for clients that cannot set headers; the header wins.', schema: jsonSchema(place, 'input') },
  After: { name: 'after', in: 'query', required: false, description: 'Answer what comes after this position; `earliest` stands for the beginning. Absent: a page begins at the beginning, an event stream at now.', schema: jsonSchema(place, 'input') },
  Limit: { name: 'limit', in: 'query', required: false, description: 'How many events a page holds at most.', schema: jsonSchema(reading.shape.limit, 'output') },
  Wait: { name: 'wait', in: 'query', required: false, description: 'Seconds to wait for an event when there is none yet (long poll).', schema: jsonSchema(reading.shape.wait, 'output') },
  Types: { name: 'types', in: 'query', required: false, description: 'Events of these types alone, separated by commas; `council.poll.*` stands for all that begin so.', schema: { type: 'string' }, example: 'council.poll.*,council.motion.tabled.v1' },
  Streams: { name: 'streams', in: 'query', required: false, description: 'Events of these streams alone, separated by commas; `meeting:*` stands for all of a kind.', schema: { type: 'string' }, example: 'meeting:*' },
  Institutions: { name: 'institutions', in: 'query', required: false, description: 'Events whose data name one of these institutions, by id, separated by commas.', schema: { type: 'string' } },
  Countries: { name: 'countries', in: 'query', required: false, description: 'Events whose data name one of these countries, by ISO 3166-1 alpha-2 code, separated by commas.', schema: { type: 'string' }, example: 'CN,PK' },
  Severities: { name: 'severities', in: 'query', required: false, description: 'Events whose data name one of these severities, separated by commas.', schema: { type: 'string' } },
  Filter: { name: 'filter', in: 'query', required: false, description: 'The same as one JSON object, with the filters of the CloudEvents Subscriptions specification in `filters`. Every condition that is given must hold.', content: { 'application/json': { schema: { $ref: '#/components/schemas/Filter' } } } },
};

export const schemas: JsonObject = {
  Problem: {
    type: 'object', required: ['type', 'title', 'status', 'detail', 'code', 'message'],
    properties: {
      type: { type: 'string', format: 'uri-reference' }, title: { type: 'string' }, status: { type: 'integer' }, detail: { type: 'string' },
      instance: { type: 'string', description: 'The id under which the hub has logged the request.' },
      code: { type: 'string' }, message: { type: 'string' }, details: { type: 'object', description: 'The field (`issues`), the rule or the hint (`retryAfter`, in seconds).' },
    },
  },
  Envelope: jsonSchema(envelope, 'output'),
  Filter: jsonSchema(filter, 'input'),
  Page: {
    type: 'object', required: ['data', 'iterator', 'done'],
    properties: {
      data: { type: 'array', items: { $ref: '#/components/schemas/Envelope' } },
      iterator: { type: 'string', description: 'Where to go on: `after` of the next request.' },
      done: { type: 'boolean', description: 'True when nothing more was there.' },
    },
  },
};

/** The doors through which streams are read without a socket. */
export function streamPaths(problems: Problems): JsonObject {
  const one: JsonObject = { name: 'stream', in: 'path', required: true, description: '`<kind>:<id>`, as `meeting:0198…`.', schema: jsonSchema(streamName, 'input') };
  return {
    '/api/v1/streams/{stream}/events': { get: readEvents('hub.stream.read', 'The events of one stream that the caller may see.', [one], problems) },
    '/api/v1/feed/events': { get: readEvents('hub.feed.read', 'The events of all streams that the caller may see, in the order in which they were committed.', [], problems) },
  };
}

function readEvents(operationId: string, summary: string, own: readonly JsonObject[], problems: Problems): JsonObject {
  const shared = ['After', 'Limit', 'Wait', 'LastEventId', 'LastEventIdTwin', 'Types', 'Streams', 'Institutions', 'Countries', 'Severities', 'Filter'].map((name) => ({ $ref: `#/components/parameters/${name}` }));
  return {
    operationId, tags: ['streams'], summary, security: [{ session: [] }, { key: [] }],
    description: 'With `Accept: text/event-stream` the line stays open and each event is one message: `id:` is the position, `event:` the type, `data:` the envelope; `Last-Event-ID` resumes. A message `reset` says that the position cannot be resumed: read the state again and go on from the position that it names. Otherwise one page as JSON; poll with `after` = its `iterator`.',
    parameters: [...own, ...shared],
    responses: {
      '200': {
        description: 'What comes after the position, in order. Events that the caller may not see are left out; the position moves over them.',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Page' } }, 'text/event-stream': { schema: { type: 'string' } } },
      },
      ...problems(['invalid_input', 'unauthenticated', 'forbidden', 'stream_unknown', 'position_invalid', 'position_gone', 'rate_limited', 'internal', 'unavailable']),
    },
  };
}

export function healthPaths(): JsonObject {
  const report: JsonObject = { 'application/json': { schema: { type: 'object', required: ['status'], properties: { status: { type: 'string' } } } } };
  return {
    '/health/live': { get: { operationId: 'health.live', tags: ['health'], summary: 'The process runs.', security: [], responses: { '200': { description: 'It does.', content: report } } } },
    '/health/ready': { get: { operationId: 'health.ready', tags: ['health'], summary: 'The hub can serve: database, migrations and log are in order.', security: [], responses: { '200': { description: 'It can.', content: report }, '503': { description: 'Not now; the body says why.', content: report } } } },
    '/metrics': { get: { operationId: 'health.metrics', tags: ['health'], summary: 'Figures for Prometheus.', security: [], responses: { '200': { description: 'Text of the Prometheus exposition format.', content: { 'text/plain': { schema: { type: 'string' } } } } } } },
  };
}

import type { ErrorCode } from '../catalogue/errors.js';
import { envelope, frame, position, streamName } from '../stream.js';
import { jsonSchema, type JsonObject } from './schema.js';

type Problems = (codes: readonly ErrorCode[]) => JsonObject;

export const parameters: JsonObject = {
  IdempotencyKey: { name: 'Idempotency-Key', in: 'header', required: false, description: 'Chosen by the client, new for each new request: 1 to 128 printable characters.', schema: { type: 'string', minLength: 1, maxLength: 128, pattern: '^[\\x21-\\x7e]+$' } },
  IfNoneMatch: { name: 'If-None-Match', in: 'header', required: false, description: 'The ETag of the version that the client holds.', schema: { type: 'string' } },
  LastEventId: { name: 'Last-Event-ID', in: 'header', required: false, description: 'The position of the last event that was read; browsers send it by themselves.', schema: jsonSchema(position, 'input') },
  After: { name: 'after', in: 'query', required: false, description: 'Answer what comes after this position. Absent: from the first event that is kept.', schema: jsonSchema(position, 'input') },
  Limit: { name: 'limit', in: 'query', required: false, description: 'How many events at most.', schema: { type: 'integer', minimum: 1, maximum: 1000, default: 100 } },
  Wait: { name: 'wait', in: 'query', required: false, description: 'Seconds to wait for an event when there is none yet (long poll).', schema: { type: 'integer', minimum: 0, maximum: 30, default: 0 } },
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
  Frame: jsonSchema(frame, 'output'),
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
  const shared = ['After', 'Limit', 'Wait', 'LastEventId'].map((name) => ({ $ref: `#/components/parameters/${name}` }));
  return {
    operationId, tags: ['streams'], summary, security: [{ session: [] }, { key: [] }],
    description: 'With `Accept: text/event-stream` the line stays open and each event is one message: its `id:` is the position, `Last-Event-ID` resumes. Otherwise one JSON answer; poll with `after` = its `to`.',
    parameters: [...own, ...shared],
    responses: {
      '200': {
        description: 'What comes after the position, up to `to`; events that the caller may not see are left out and leave no gap.',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Frame' } }, 'text/event-stream': { schema: { type: 'string' } } },
      },
      ...problems(['invalid_input', 'unauthenticated', 'forbidden', 'stream_unknown', 'position_invalid', 'rate_limited', 'internal', 'unavailable']),
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

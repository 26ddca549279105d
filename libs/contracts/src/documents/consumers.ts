import type { ErrorCode } from '../catalogue/errors.js';
import { acksAnswer, acksRequest, nextAnswer, nextRequest } from '../events/consumer.js';
import { jsonSchema, type JsonObject } from './schema.js';

type Problems = (codes: readonly ErrorCode[]) => JsonObject;

/** The two doors of those who read a durable consumer. */
export function consumerPaths(problems: Problems): JsonObject {
  const id: JsonObject = { name: 'consumerId', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } };
  const post = (operationId: string, [summary, description]: readonly [string, string], [request, answer]: readonly [JsonObject, JsonObject], errors: readonly ErrorCode[]): JsonObject => ({
    post: {
      operationId, tags: ['events'], summary, description, 'x-scopes': ['streams:read', 'events:read'], security: [{ session: [] }, { key: [] }],
      parameters: [id], requestBody: { required: true, content: { 'application/json': { schema: request } } },
      responses: {
        '200': { description: 'Done.', content: { 'application/json': { schema: answer } } },
        ...problems(['invalid_input', 'unauthenticated', 'forbidden', 'not_found', 'origin_refused', 'rate_limited', 'internal', 'unavailable', ...errors]),
      },
    },
  });
  return {
    '/api/v1/consumers/{consumerId}/next': post('events.consumer.next', ['The next messages of a durable consumer, in order; with `wait`, a long poll.',
      'Each message is settled by its `ackToken` at the other door. One that is not settled in time comes again, with `delivered` one higher; while its wait runs nobody else gets it, however many readers there are. Rights are asked for each event at each delivery. A client that retries after a cut gets other messages: those that were lost come again when their wait is over.'],
      [jsonSchema(nextRequest, 'input'), jsonSchema(nextAnswer, 'output')], ['position_gone', 'too_many_parked']),
    '/api/v1/consumers/{consumerId}/acks': post('events.consumer.settle', ['Settles messages: done, to be given again, hopeless, or still at work.',
      'Sent twice it has no effect the second time. A token that is none of this consumer is refused with its place, and nothing is settled. An acknowledgement counts whichever delivery it came with; the others count for the newest delivery alone.'],
      [jsonSchema(acksRequest, 'input'), jsonSchema(acksAnswer, 'output')], []),
  };
}

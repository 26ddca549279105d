import { commonErrors } from '../catalogue/declare.js';
import type { ErrorCode } from '../catalogue/errors.js';
import { id } from '../alliance/words.js';
import { jsonSchema, type JsonObject } from './schema.js';

type Problems = (codes: readonly ErrorCode[]) => JsonObject;

/** The doors that give alerts out in the words of the Common Alerting Protocol. */
export function capPaths(problems: Problems): JsonObject {
  const named = (name: string): JsonObject => ({ name, in: 'path', required: true, schema: jsonSchema(id, 'input') });
  const status: JsonObject = { name: 'status', in: 'query', required: false, description: 'Real alerts, or drills; never both.', schema: { type: 'string', enum: ['actual', 'exercise'], default: 'actual' } };
  const limit: JsonObject = { name: 'limit', in: 'query', required: false, description: 'How many alerts a page holds at most; the link `next` goes on.', schema: { type: 'integer', minimum: 1, maximum: 250, default: 100 } };
  const iterator: JsonObject = { name: 'iterator', in: 'query', required: false, description: 'As the link `next` of the last page has it.', schema: { type: 'string', maxLength: 200 } };
  const read = (operationId: string, summary: string, type: string, parameters: readonly JsonObject[]): JsonObject => ({
    get: {
      operationId, tags: ['corridor'], summary, security: [{ session: [] }, { key: [] }], 'x-scope': 'corridor:read', parameters: [...parameters, { $ref: '#/components/parameters/IfNoneMatch' }],
      responses: {
        '200': { description: 'As it stands now.', headers: { ETag: { description: 'Names this version.', schema: { type: 'string' } } }, content: { [type]: { schema: { type: 'string' } } } },
        '304': { description: 'The version that If-None-Match names still stands.' }, ...problems(commonErrors),
      },
    },
  });
  return {
    '/api/v1/corridors/{corridorId}/alerts.cap': read('corridor.alert.cap_feed', 'The open alerts of a corridor that are shared with the caller, as an Atom feed with a CAP 1.2 message in each entry.', 'application/atom+xml', [named('corridorId'), status, limit, iterator]),
    '/api/v1/alerts/{alertId}.cap': read('corridor.alert.cap', 'One alert as the latest CAP 1.2 message about it.', 'application/cap+xml', [named('alertId')]),
  };
}

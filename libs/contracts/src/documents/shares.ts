import type { ErrorCode } from '../catalogue/errors.js';
import { shareLook, sharedPosition } from '../corridor/share.js';
import { jsonSchema, type JsonObject } from './schema.js';

type Problems = (codes: readonly ErrorCode[]) => JsonObject;

/** The door of those who hold a public link to the position of a unit, and nothing else. */
export function sharePaths(problems: Problems): JsonObject {
  return {
    '/api/v1/shares/look': {
      post: {
        operationId: 'corridor.share.look', tags: ['corridor'], summary: 'What a public link shows: the name of the unit, its rounded position and how old that is. The secret of the link comes in the body, so that it stands in no address.',
        security: [],
        requestBody: { required: true, content: { 'application/json': { schema: jsonSchema(shareLook, 'input') } } },
        responses: {
          '200': { description: 'As it stands now.', content: { 'application/json': { schema: jsonSchema(sharedPosition, 'output') } } },
          ...problems(['invalid_input', 'not_found', 'share_over', 'share_revoked', 'payload_too_large', 'rate_limited', 'internal', 'unavailable']),
        },
      },
    },
  };
}

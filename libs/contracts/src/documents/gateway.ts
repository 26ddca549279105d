import type { ErrorCode } from '../catalogue/errors.js';
import { gatewayKind, gatewayReport } from '../notifications/gateway.js';
import { jsonSchema, type JsonObject } from './schema.js';

type Problems = (codes: readonly ErrorCode[]) => JsonObject;

/** Where gateways of SMS and chat say what became of a message. */
export function gatewayPaths(problems: Problems): JsonObject {
  const header = (name: string, description: string): JsonObject => ({ name, in: 'header', required: true, description, schema: { type: 'string' } });
  const noted: JsonObject = { type: 'object', required: ['noted'], properties: { noted: { type: 'integer', description: 'messages that came to this state by it' } } };
  return {
    '/api/v1/gateways/{kind}/reports': {
      post: {
        operationId: 'gateway.report.take', tags: ['notifications'], summary: 'Takes a report of a gateway, signed by Standard Webhooks with the secret that messages to it are signed with. The same one again changes nothing.',
        security: [],
        parameters: [
          { name: 'kind', in: 'path', required: true, description: 'The kind of gateway.', schema: jsonSchema(gatewayKind, 'input') },
          header('webhook-id', 'Names the report.'), header('webhook-timestamp', 'Seconds of the epoch, at most five minutes from the hub’s clock.'), header('webhook-signature', '`v1,` and the signature in base64; several by spaces.'),
        ],
        requestBody: { required: true, content: { 'application/json': { schema: jsonSchema(gatewayReport, 'input') } } },
        responses: { '200': { description: 'It was read.', content: { 'application/json': { schema: noted } } }, ...problems(['report_unsigned', 'invalid_input', 'payload_too_large', 'rate_limited', 'internal', 'unavailable']) },
      },
    },
  };
}

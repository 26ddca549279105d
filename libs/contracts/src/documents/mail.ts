import type { ErrorCode } from '../catalogue/errors.js';
import type { JsonObject } from './schema.js';

type Problems = (codes: readonly ErrorCode[]) => JsonObject;

/** The doors of mail: where unsubscribe links lead, and where mail systems report what came back. */
export function mailPaths(problems: Problems): JsonObject {
  const token: JsonObject = { name: 'token', in: 'path', required: true, description: 'As it stands in the link of a mail.', schema: { type: 'string' } };
  const page = (description: string): JsonObject => ({ description, content: { 'text/html': { schema: { type: 'string' } } } });
  const unknown = page('The token is nobody’s; the page says so.');
  const numbers: JsonObject = { type: 'object', required: ['reports', 'noted'], properties: { reports: { type: 'integer', description: 'recipients that the report names' }, noted: { type: 'integer', description: 'those of them whose message this hub has sent' } } };
  return {
    '/unsubscribe/{token}': {
      get: { operationId: 'mail.unsubscribe.show', tags: ['notifications'], summary: 'What the unsubscribe link of a mail would end. Looking changes nothing.', security: [], parameters: [token], responses: { '200': page('A page in the person’s language.'), '404': unknown } },
      post: {
        operationId: 'mail.unsubscribe.end', tags: ['notifications'], summary: 'Ends mail of one category for one person, at once (RFC 8058). Critical notices are sent all the same.', security: [], parameters: [token],
        requestBody: { required: false, content: { 'application/x-www-form-urlencoded': { schema: {} }, 'multipart/form-data': { schema: {} } } },
        responses: { '200': page('It has ended.'), '404': unknown },
      },
    },
    '/api/v1/mail-reports': {
      post: {
        operationId: 'mail.report.take', tags: ['notifications'], summary: 'Takes a raw delivery report (RFC 3464) or complaint (RFC 5965) from the mail system, with the secret HUB_BOUNCE_SECRET as bearer token.',
        security: [], requestBody: { required: true, content: { 'message/rfc822': { schema: { type: 'string' } } } },
        responses: { '200': { description: 'It was read.', content: { 'application/json': { schema: numbers } } }, ...problems(['unauthenticated', 'not_found', 'bounce_unreadable', 'payload_too_large', 'rate_limited', 'internal', 'unavailable']) },
      },
    },
  };
}

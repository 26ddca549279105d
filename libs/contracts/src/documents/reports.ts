import type { ErrorCode } from '../catalogue/errors.js';
import { reportFormats } from '../catalogue/reports.js';
import type { JsonObject } from './schema.js';

type Problems = (codes: readonly ErrorCode[]) => JsonObject;

const uuid: JsonObject = { type: 'string', format: 'uuid' };
const format: JsonObject = { type: 'string', enum: [...reportFormats] };
const binary: JsonObject = { schema: { type: 'string', format: 'binary' } };
const file: JsonObject = {
  'application/pdf': binary, 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': binary, 'text/csv': { schema: { type: 'string' } },
  'application/json': { schema: { type: 'object', required: ['kind', 'title', 'range', 'sections'], properties: { kind: { type: 'string' }, title: { type: 'string' }, range: { type: 'object' }, sections: { type: 'array', items: { type: 'object' } } } } },
};
const signedIn: readonly JsonObject[] = [{ session: [] }, { key: [] }];

/** The doors at which reports are fetched as files, and shown before they are scheduled. */
export function reportPaths(problems: Problems): JsonObject {
  return {
    '/api/v1/reports/runs/{runId}/files/{format}': {
      get: {
        operationId: 'reports.file.fetch', tags: ['reports'], summary: 'A file of a run, as it was made for the caller. Whoever has lost rights that it was made on is refused.', security: [...signedIn], 'x-scope': 'reports:read',
        parameters: [
          { name: 'runId', in: 'path', required: true, schema: uuid }, { name: 'format', in: 'path', required: true, schema: format },
          { $ref: '#/components/parameters/IfNoneMatch' },
        ],
        responses: {
          '200': { description: 'The file. Its ETag is its SHA-256; its name stands in Content-Disposition, in UTF-8.', content: file }, '304': { description: 'The caller holds this very file.' },
          ...problems(['invalid_input', 'unauthenticated', 'forbidden', 'not_found', 'report_gone', 'report_rights_changed', 'rate_limited', 'internal', 'unavailable']),
        },
      },
    },
    '/api/v1/report-schedules/{scheduleId}/preview': {
      get: {
        operationId: 'reports.preview.show', tags: ['reports'], summary: 'The report as the caller would get it now, the first rows of each table only. Nothing is kept, and nobody is told.', security: [...signedIn], 'x-scope': 'reports:read',
        parameters: [{ name: 'scheduleId', in: 'path', required: true, schema: uuid }],
        responses: {
          '200': { description: 'The document, with its `subject`; `cut` says that there are more rows.', content: { 'application/json': { schema: { type: 'object', required: ['subject', 'cut', 'sections'], properties: { subject: { type: 'string' }, cut: { type: 'boolean' }, sections: { type: 'array', items: { type: 'object' } } } } } } },
          ...problems(['invalid_input', 'unauthenticated', 'forbidden', 'not_found', 'report_too_large', 'rate_limited', 'internal', 'unavailable']),
        },
      },
    },
    '/api/v1/report-links/{token}': {
      get: {
        operationId: 'reports.link.follow', tags: ['reports'], summary: 'The report that an address outside of the hub was sent a link to. Each time is counted; a link that has ended, or never was, is not there.', security: [],
        parameters: [
          { name: 'token', in: 'path', required: true, description: 'As it stands in the mail: whoever has it may read.', schema: { type: 'string', pattern: '^[A-Za-z0-9_-]{43}$' } },
          { name: 'format', in: 'query', required: false, description: 'The first that the schedule names, where it is left out.', schema: format },
        ],
        responses: { '200': { description: 'The file.', content: file }, '304': { description: 'The caller holds this very file.' }, ...problems(['not_found', 'rate_limited', 'internal', 'unavailable']) },
      },
    },
  };
}

import type { ErrorCode } from '../catalogue/errors.js';
import { reportFormats } from '../catalogue/reports.js';
import { fetchLinked, linkedReport, showLink } from '../reports/link.js';
import { jsonSchema, type JsonObject } from './schema.js';

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
    '/api/v1/report-links/show': {
      post: {
        operationId: 'reports.link.show', tags: ['reports'], summary: 'What the link of a letter to an address outside of the hub opens: the subject of one report, and its files. The secret of the link comes in the body, so that it stands in no address.', security: [],
        requestBody: { required: true, content: { 'application/json': { schema: jsonSchema(showLink, 'input') } } },
        responses: {
          '200': { description: 'As it stands now.', content: { 'application/json': { schema: jsonSchema(linkedReport, 'output') } } },
          ...problems(['invalid_input', 'not_found', 'link_over', 'payload_too_large', 'rate_limited', 'internal', 'unavailable']),
        },
      },
    },
    '/api/v1/report-links/fetch': {
      post: {
        operationId: 'reports.link.fetch', tags: ['reports'], summary: 'A file of the report that a link opens. Each time is counted, and shown to the owner of the report.', security: [],
        requestBody: { required: true, content: { 'application/json': { schema: jsonSchema(fetchLinked, 'input') } } },
        responses: { '200': { description: 'The file. Its name stands in Content-Disposition, in UTF-8.', content: file }, ...problems(['invalid_input', 'not_found', 'link_over', 'payload_too_large', 'rate_limited', 'internal', 'unavailable']) },
      },
    },
  };
}

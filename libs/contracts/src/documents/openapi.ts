import { catalogue, commonErrors, type Command, type Entrance, type Query } from '../catalogue/declare.js';
import { errorRow, type ErrorCode } from '../catalogue/errors.js';
import { capPaths } from './cap.js';
import { consumerPaths } from './consumers.js';
import { fhirPaths } from './fhir.js';
import { healthPaths, parameters, schemas, streamPaths } from './http.js';
import { interopPaths } from './interop.js';
import { gatewayPaths } from './gateway.js';
import { mailPaths } from './mail.js';
import { reportPaths } from './reports.js';
import { domainOf, jsonSchema, type Json, type JsonObject } from './schema.js';
import { sharePaths } from './shares.js';
import { errorTable, tables } from './tables.js';

const SIGNED_IN: Json = [{ session: [] }, { key: [] }];

/** The OpenAPI 3.1 document of every door that speaks HTTP, read off the catalogue. */
export function openApi(version: string): JsonObject {
  return {
    openapi: '3.1.0',
    info: { title: 'Corridor Hub over HTTP', version, description: introduction(), license: { name: 'UNLICENSED', identifier: 'LicenseRef-UNLICENSED' } },
    servers: [{ url: '/', description: 'The hub that serves this document.' }],
    tags: tags(),
    paths: { ...paths(), ...streamPaths(problems), ...consumerPaths(problems), ...fhirPaths(), ...mailPaths(problems), ...gatewayPaths(problems), ...reportPaths(problems), ...interopPaths(problems), ...capPaths(problems), ...sharePaths(problems), ...healthPaths() },
    components: {
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'hub_session', description: 'Set by signing in. Over https the cookie is named `__Host-hub_session`. What changes something must come from an allowed Origin.' },
        key: { type: 'http', scheme: 'bearer', bearerFormat: 'hub_…', description: 'An API key, or the token of a session. A key does what its person may do, narrowed to its scopes.' },
      },
      parameters, schemas,
    },
    'x-errors': tables().errors,
  };
}

function introduction(): string {
  return [
    'Every change is a command: `POST /api/v1/commands/<name>`, the same name, input and handler as over the socket (see the event document, /api/asyncapi.json). An `Idempotency-Key` makes a command safe to retry: the same key and body give the first answer again, the same key with another body is refused.',
    'Every refusal is `application/problem+json` (RFC 9457) with a `code` of the table below. Lists are read page by page: send `iterator` of the last page until `done`.',
    'Positions have the form `<epoch>.<offset>` and mean the same at every door: a reader may change from the socket to server-sent events or to pull in mid-stream and lose nothing.',
    '## Errors', errorTable(),
  ].join('\n\n');
}

function tags(): Json {
  const named = [...catalogue.commands(), ...catalogue.queries(), ...catalogue.entrances()].map((contract) => domainOf(contract.name));
  return [...new Set([...named, 'streams', 'health'])].sort().map((name) => ({ name }));
}

function paths(): JsonObject {
  const made: Record<string, Record<string, Json>> = {};
  const add = (path: string, method: string, operation: JsonObject): void => void ((made[path] ??= {})[method] = operation);
  for (const command of sorted(catalogue.commands())) add(`/api/v1/commands/${command.name}`, 'post', commandOperation(command));
  for (const query of sorted(catalogue.queries())) add(`/api/v1${query.path}`, 'get', queryOperation(query));
  for (const entrance of sorted(catalogue.entrances())) add(`/api/v1${entrance.path}`, entrance.method.toLowerCase(), entranceOperation(entrance));
  return made;
}

function sorted<T extends { readonly name: string }>(contracts: readonly T[]): T[] {
  return [...contracts].sort((a, b) => a.name.localeCompare(b.name));
}

function commandOperation(command: Command): JsonObject {
  const once = command.once === true ? 'The answer holds a secret that is shown once: a retry with the same key hears `already_answered`.' : undefined;
  return {
    operationId: command.name, tags: [domainOf(command.name)], summary: command.summary, ...(once === undefined ? {} : { description: once }),
    'x-scope': `${domainOf(command.name)}:write`, security: SIGNED_IN,
    parameters: [{ $ref: '#/components/parameters/IdempotencyKey' }],
    requestBody: body(jsonSchema(command.input, 'input')),
    responses: { '200': answer('Carried out, or carried out before under the same key.', jsonSchema(command.output, 'output')), ...problems([...commonErrors, 'command_id_reused', 'payload_too_large', 'origin_refused', ...command.errors]) },
  };
}

function queryOperation(query: Query): JsonObject {
  const item = jsonSchema(query.output, 'output');
  const schema: JsonObject = query.list
    ? { type: 'object', required: ['data', 'iterator', 'done'], properties: { data: { type: 'array', items: item }, iterator: { type: ['string', 'null'], description: 'Send it to read the next page.' }, done: { type: 'boolean', description: 'True on the last page.' } } }
    : item;
  const tagged: JsonObject = { headers: { ETag: { description: 'Names this version; send it as If-None-Match and hear 304 while it stands.', schema: { type: 'string' } } } };
  return {
    operationId: query.name, tags: [domainOf(query.name)], summary: query.summary, 'x-scope': `${domainOf(query.name)}:read`, security: SIGNED_IN,
    parameters: [...searchFields(query), { $ref: '#/components/parameters/IfNoneMatch' }],
    responses: { '200': { ...answer(query.list ? 'One page.' : 'As it stands now.', schema), ...tagged }, '304': { description: 'The version that If-None-Match names still stands.' }, ...problems([...commonErrors, ...query.errors]) },
  };
}

function searchFields(query: Query): JsonObject[] {
  const { properties = {}, required = [] } = jsonSchema(query.params, 'input') as { properties?: JsonObject; required?: readonly string[] };
  return Object.entries(properties).map(([name, schema]) => {
    const place = query.path.includes(`{${name}}`) ? 'path' : 'query';
    return { name, in: place, required: place === 'path' || required.includes(name), schema };
  });
}

function entranceOperation(entrance: Entrance): JsonObject {
  const output = jsonSchema(entrance.output, 'output');
  const opens = (output['required'] as readonly string[] | undefined)?.includes('sessionId') === true;
  const done: JsonObject = opens
    ? { '201': { ...answer('Signed in: the session stands in the cookie, or in `token` where `as: "token"` was asked for.', output), headers: { 'Set-Cookie': { schema: { type: 'string' } } } } }
    : { '200': answer('Done.', output) };
  return {
    operationId: entrance.name, tags: [domainOf(entrance.name)], summary: entrance.summary, security: [{}, { session: [] }, { key: [] }],
    ...(entrance.method === 'POST' ? { requestBody: body(jsonSchema(entrance.input, 'input')) } : {}),
    responses: { ...done, ...problems(['invalid_input', 'rate_limited', 'internal', 'unavailable', 'origin_refused', ...entrance.errors]) },
  };
}

function body(schema: JsonObject): JsonObject {
  return { required: true, content: { 'application/json': { schema } } };
}

function answer(description: string, schema: JsonObject): JsonObject {
  return { description, content: { 'application/json': { schema } } };
}

/** The refusals of one operation, gathered by HTTP status. */
function problems(codes: readonly ErrorCode[]): JsonObject {
  const byStatus = new Map<number, string[]>();
  for (const code of [...new Set<string>(codes)].sort()) {
    const status = errorRow(code)?.status;
    if (status === undefined) throw new Error(`the error code ${code} stands in no table`);
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries([...byStatus].sort(([a], [b]) => a - b).map(([status, names]) => [String(status), refusal(names)]));
}

function refusal(codes: readonly string[]): JsonObject {
  const schema: Json = { allOf: [{ $ref: '#/components/schemas/Problem' }, { type: 'object', properties: { code: { enum: codes } } }] };
  return { description: codes.map((code) => `\`${code}\`: ${errorRow(code)?.meaning ?? ''}`).join('\n\n'), content: { 'application/problem+json': { schema } } };
}

import type { ErrorCode } from '../catalogue/errors.js';
import type { JsonObject } from './schema.js';

type Problems = (codes: readonly ErrorCode[]) => JsonObject;

const UUID: JsonObject = { type: 'string', format: 'uuid' };
const TYPES: Readonly<Record<string, string>> = {
  Organization: 'the organisations of a corridor', Location: 'its centres, and its mobile units as vehicles', HealthcareService: 'what its centres offer', Device: 'trackers and equipment',
  Task: 'deployments and their legs', MeasureReport: 'general daily reports and boards', SupplyDelivery: 'stock that came, and shipments with their lines',
};
const FILES: Readonly<Record<string, readonly [type: string, summary: string]>> = {
  'have.xml': ['application/xml', 'Centres and units as facilities in the form of EDXL-HAVE 2.0, with the words of 1.0 for beds and states. What is too old to be taken for now is left out.'],
  'features.geojson': ['application/geo+json', 'Centres, positions of units, sites and fences as GeoJSON (RFC 7946), under the ids of the things.'],
  'centres.csv': ['text/csv', 'The centres of a corridor.'], 'units.csv': ['text/csv', 'The mobile units of a corridor with their newest positions.'],
  'deployments.csv': ['text/csv', 'The deployments of a corridor.'], 'boards.csv': ['text/csv', 'The boards of a corridor, a line a number.'], 'stock.csv': ['text/csv', 'The stock along a corridor, a line a lot.'],
};

/** The doors of a corridor that speak other languages than the hub's own. What they show is what the lists of the same show the caller. */
export function interopPaths(problems: Problems): JsonObject {
  const base = '/api/v1/fhir/r4';
  const types = Object.entries(TYPES).flatMap(([type, what]) => [[`${base}/${type}`, search(type, what)], [`${base}/${type}/{id}`, resource(`${type}.read`, `One ${type}.`, [path('id', { type: 'string' })])]] as const);
  return {
    [`${base}/metadata`]: resource('metadata.read', 'What the hub can do in FHIR R4: a CapabilityStatement.', []),
    ...Object.fromEntries(types),
    ...Object.fromEntries(Object.entries(FILES).map(([name, [type, summary]]) => [`/api/v1/corridors/{corridorId}/${name}`, file(name, type, summary, problems)])),
  };
}

function search(type: string, what: string): JsonObject {
  const days = type === 'MeasureReport' ? [field('from', 'the first day; by default thirty days before the last', { type: 'string', format: 'date' }), field('to', 'the last day, at most 31 in all; by default tomorrow by UTC', { type: 'string', format: 'date' })] : [];
  return resource(`${type}.search`, `A searchset Bundle: ${what}. Its link \`next\` is the next page, which may be short while there are more.`, [
    { name: 'corridor', in: 'query', required: true, schema: UUID }, field('_count', 'resources of a page at the most', { type: 'integer', minimum: 1, maximum: 100, default: 50 }), field('page', 'as the link of the last page has it', { type: 'string' }), ...days,
  ]);
}

function resource(name: string, summary: string, parameters: readonly JsonObject[]): JsonObject {
  const content: JsonObject = { 'application/fhir+json': { schema: { type: 'object', required: ['resourceType'], properties: { resourceType: { type: 'string' } } } } };
  return {
    get: {
      operationId: `fhir.r4.${name}`, ...about(summary), parameters: [...parameters, { $ref: '#/components/parameters/IfNoneMatch' }],
      responses: { '200': { description: 'A FHIR R4 resource.', headers: TAG, content }, '304': HELD, default: { description: 'An OperationOutcome; `details.text` is the code of the table of errors.', content } },
    },
  };
}

function file(name: string, type: string, summary: string, problems: Problems): JsonObject {
  const bom = type === 'text/csv' ? [field('bom', 'whether it begins with a byte order mark', { type: 'string', enum: ['true', 'false'], default: 'false' })] : [];
  const link: JsonObject = { Link: { description: 'Where it goes on, as `rel="next"`, when there is more than one file holds.', schema: { type: 'string' } } };
  return {
    get: {
      operationId: `corridor.file.${name.replace('.', '_')}`, ...about(summary),
      parameters: [path('corridorId', UUID), field('limit', 'things of one file at the most', { type: 'integer', minimum: 1, maximum: 5_000 }), field('iterator', 'as the Link header of the last file has it', { type: 'string' }), ...bom, { $ref: '#/components/parameters/IfNoneMatch' }],
      responses: {
        '200': { description: 'The file.', headers: { ...TAG, ...link }, content: { [type]: { schema: { type: 'string' } } } }, '304': HELD,
        ...problems(['invalid_input', 'unauthenticated', 'forbidden', 'not_found', 'rate_limited', 'internal', 'unavailable']),
      },
    },
  };
}

const TAG: JsonObject = { ETag: { description: 'Names this version; send it as If-None-Match and hear 304 while it stands.', schema: { type: 'string' } } };
const HELD: JsonObject = { description: 'The version that If-None-Match names still stands.' };

function about(summary: string): JsonObject {
  return { tags: ['corridor'], summary, 'x-scope': 'corridor:read', security: [{ session: [] }, { key: [] }] };
}

function path(name: string, schema: JsonObject): JsonObject {
  return { name, in: 'path', required: true, schema };
}

function field(name: string, description: string, schema: JsonObject): JsonObject {
  return { name, in: 'query', required: false, description, schema };
}

import type { EventType } from './event-types.js';
import type { Json, JsonObject } from './schema.js';

/** What was promised of an event type when it was released. */
export type ReleasedType = Pick<EventType, 'dataClass' | 'stream' | 'audience' | 'schema'>;
/** The released catalogue: by name. */
export type Released = Readonly<Record<string, ReleasedType>>;

/** What of the present catalogue a release writes down. */
export function releaseOf(types: readonly EventType[]): Released {
  return Object.fromEntries(types.map(({ name, dataClass, stream, audience, schema }) => [name, { dataClass, stream, audience, schema }]));
}

/**
 * Every promise that the present catalogue breaks, each in one sentence; none when all that changed was added. Whoever reads a
 * released type goes on reading it, events of before included: so fields stay, mean the same, and new ones are optional.
 */
export function breaches(released: Released, present: Released): readonly string[] {
  return Object.entries(released).flatMap(([name, was]) => {
    const is = present[name];
    if (is === undefined) return [`${name} is gone: a released type stays, and a successor is a new type beside it.`];
    return [...breachesOfType(name, was, is), ...breachesOfSchema({ type: name, field: '' }, was.schema, is.schema)];
  });
}

function breachesOfType(name: string, was: ReleasedType, is: ReleasedType): string[] {
  const lost = was.audience.filter((label) => !is.audience.includes(label));
  return [
    ...(was.stream === is.stream ? [] : [`${name} stands in streams of the kind ${is.stream} now and no longer in those of the kind ${was.stream}.`]),
    ...(was.dataClass === is.dataClass ? [] : [`${name} is of the data class ${is.dataClass} now and was of ${was.dataClass}, by which it is decided what leaves the hub.`]),
    ...(lost.length === 0 ? [] : [`${name} is no longer seen by: ${lost.join(', ')}.`]),
  ];
}

interface Place {
  readonly type: string;
  /** `a.b[]`; empty for the data as a whole. */
  readonly field: string;
}

/** What says the same in other words, or is looked at by itself. */
const ELSEWHERE = new Set(['$schema', 'title', 'description', 'default', 'examples', 'type', 'enum', 'const', 'properties', 'required', 'items', 'anyOf', 'oneOf', 'allOf', 'prefixItems']);

function breachesOfSchema(at: Place, was: JsonObject, is: JsonObject): string[] {
  if (!same(was['type'], is['type'])) return [tell(at, `is of another type now (${shown(was['type'])} → ${shown(is['type'])}); readers expect the one before.`)];
  const told: string[] = [];
  for (const rule of ['enum', 'const']) {
    if (!same(sorted(was[rule]), sorted(is[rule]))) told.push(tell(at, `may hold other values now (${shown(was[rule])} → ${shown(is[rule])}); other values are a new version of the type.`));
  }
  const rules = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter((rule) => !ELSEWHERE.has(rule) && !same(was[rule], is[rule])).sort();
  for (const rule of rules) told.push(tell(at, `has another rule now (${rule}: ${shown(was[rule])} → ${shown(is[rule])}).`));
  return [...told, ...breachesOfFields(at, was, is), ...breachesOfParts(at, was, is)];
}

function breachesOfFields(at: Place, was: JsonObject, is: JsonObject): string[] {
  const [before, now] = [fieldsOf(was), fieldsOf(is)];
  const told = Object.entries(before).flatMap(([name, schema]) => {
    const place = { ...at, field: at.field === '' ? name : `${at.field}.${name}` };
    const present = now[name];
    if (present === undefined) return [tell(place, 'is gone or was renamed; readers rely on it.')];
    if (requires(was, name) && !requires(is, name)) return [tell(place, 'is optional now; readers rely on it.')];
    if (!requires(was, name) && requires(is, name)) return [tell(place, 'is required now, and events of before may lack it.')];
    return breachesOfSchema(place, schema, present);
  });
  for (const name of Object.keys(now)) {
    const field = at.field === '' ? name : `${at.field}.${name}`;
    if (!(name in before) && requires(is, name)) told.push(tell({ ...at, field }, 'is new and must be optional, since events of before lack it.'));
  }
  return told;
}

/** Lists and alternatives, part by part. */
function breachesOfParts(at: Place, was: JsonObject, is: JsonObject): string[] {
  const told: string[] = [];
  const [items, present] = [was['items'], is['items']];
  if (isObject(items) && isObject(present)) told.push(...breachesOfSchema({ ...at, field: `${at.field}[]` }, items, present));
  else if (!same(items, present)) told.push(tell(at, 'holds a list of another kind now.'));
  for (const rule of ['anyOf', 'oneOf', 'allOf', 'prefixItems']) {
    const [before, now] = [partsOf(was[rule]), partsOf(is[rule])];
    if (before.length !== now.length) told.push(tell(at, `has other alternatives now (${before.length} → ${now.length}).`));
    else before.forEach((part, n) => told.push(...breachesOfSchema(at, part, now[n] ?? {})));
  }
  return told;
}

function tell({ type, field }: Place, what: string): string {
  return field === '' ? `${type}: its data ${what}` : `${type}: the field ${field} ${what}`;
}

function fieldsOf(schema: JsonObject): Readonly<Record<string, JsonObject>> {
  return (schema['properties'] ?? {}) as Record<string, JsonObject>;
}

function requires(schema: JsonObject, name: string): boolean {
  return ((schema['required'] ?? []) as readonly string[]).includes(name);
}

function partsOf(value: Json | undefined): readonly JsonObject[] {
  return (value ?? []) as readonly JsonObject[];
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sorted(value: Json | undefined): Json | undefined {
  return Array.isArray(value) ? [...(value as readonly Json[])].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) : value;
}

function same(a: Json | undefined, b: Json | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function shown(value: Json | undefined): string {
  return value === undefined ? 'none' : Array.isArray(value) ? value.map((one: Json) => JSON.stringify(one)).join(', ') : JSON.stringify(value);
}

import type { DataClass, HubEvent } from '../catalogue/declare.js';
import { catalogue } from '../catalogue/declare.js';
import { jsonSchema, plain, type JsonObject } from './schema.js';

/** An event type as the catalogue shows it. */
export interface EventType {
  readonly name: string;
  readonly version: number;
  readonly owner: string;
  readonly summary: string;
  readonly dataClass: DataClass;
  /** The kind of stream that it stands in. */
  readonly stream: string;
  /** The labels of those who may see it, unless the event itself says otherwise. */
  readonly audience: readonly string[];
  /** Fields of `data` that hold words of people: they may be missing, once they were erased. */
  readonly personal: readonly string[];
  /** JSON Schema 2020-12 of `data`. */
  readonly schema: JsonObject;
  readonly example: JsonObject;
}

const described = new Map<string, EventType>();

/** Every event type, by name. */
export function eventTypes(): readonly EventType[] {
  return catalogue.events().map(describeEvent).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** One event type; made once. */
export function describeEvent(event: HubEvent): EventType {
  let type = described.get(event.name);
  if (type === undefined) described.set(event.name, (type = describe(event)));
  return type;
}

function describe(event: HubEvent): EventType {
  const { name, owner, summary, dataClass, stream, audience } = event;
  const data = jsonSchema(event.data, 'output') as { properties?: JsonObject };
  const personal = event.personal === null ? {} : ((jsonSchema(event.personal, 'output') as { properties?: JsonObject }).properties ?? {});
  const schema = { $schema: 'https://json-schema.org/draft/2020-12/schema', title: name, ...data, properties: { ...data.properties, ...personal } };
  return {
    name, version: versionOf(name), owner, summary, dataClass, stream, audience: [...audience], personal: Object.keys(personal).sort(), schema: plain(schema) as JsonObject,
    example: plain(event.example) as JsonObject,
  };
}

function versionOf(name: string): number {
  return Number(/\.v([1-9]\d*)$/.exec(name)?.[1] ?? 1);
}

import { z } from 'zod';

/** A JSON value in a document. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** Formats say enough: the long pattern that zod writes beside them helps no reader. */
const SELF_EXPLAINING = ['uuid', 'date-time', 'date', 'email', 'uri'];

/**
 * The JSON Schema of a contract's schema: of what a client sends (`input`) or of what it receives (`output`).
 * OpenAPI 3.1 speaks draft 2020-12, AsyncAPI 3 draft 07.
 */
export function jsonSchema(schema: z.ZodType, io: 'input' | 'output', target: 'draft-2020-12' | 'draft-07' = 'draft-2020-12'): JsonObject {
  const { $schema: _, ...made } = z.toJSONSchema(schema, {
    io, target, unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema: json }) => {
      const { def } = zodSchema._zod;
      // Fields may be added to what the hub answers within a version, so readers are not told that there are no others.
      if (def.type === 'object' && def.catchall === undefined) delete json.additionalProperties;
      if (SELF_EXPLAINING.includes(json.format ?? '')) delete json.pattern;
      if (json.maximum === Number.MAX_SAFE_INTEGER) delete json.maximum;
      if (json.minimum === Number.MIN_SAFE_INTEGER) delete json.minimum;
    },
  });
  return plain(made) as JsonObject;
}

/** A copy that holds JSON alone. */
export function plain(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}

/** The first part of a contract's name, under which the documents gather it. */
export function domainOf(name: string): string {
  return name.split('.')[0] ?? name;
}

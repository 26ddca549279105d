import { z } from 'zod';

/** Filters of one reader, counted with all that are nested. */
const MOST_DIALECTS = 50;
/** How deep `all`, `any` and `not` may be nested. */
const DEEPEST = 5;

/** An event type, or all that begin with one: `council.poll.opened.v1`, `council.poll.*`, `*`. */
export const typePattern = z.string().max(120).regex(/^(\*|[a-z][a-z0-9_]*(\.[a-z0-9_]+)*(\.\*)?)$/, 'a type, or a prefix as council.poll.*');
/** A stream, or all of a kind: `meeting:0198…`, `meeting:*`. */
export const streamPattern = z.string().max(96).regex(/^[a-z]+:(\*|[A-Za-z0-9_-]{1,64})$/, 'a stream <kind>:<id>, or <kind>:*');

/** Attribute names and the text that each is compared with. */
const comparison = z.record(z.string().regex(/^[a-z0-9]{1,20}$/, 'an attribute has lower-case letters and digits'), z.string().max(256))
  .refine((all) => Object.keys(all).length >= 1 && Object.keys(all).length <= 10, '1 to 10 attributes');

/** One filter of the CloudEvents Subscriptions specification (0.1-wip, section 3.2.4): exactly one of these keys. */
export type Dialect =
  | { exact: Record<string, string> } | { prefix: Record<string, string> } | { suffix: Record<string, string> }
  | { all: Dialect[] } | { any: Dialect[] } | { not: Dialect };

export const dialect: z.ZodType<Dialect> = z.lazy(() => z.union([
  z.strictObject({ exact: comparison }), z.strictObject({ prefix: comparison }), z.strictObject({ suffix: comparison }),
  z.strictObject({ all: z.array(dialect).min(1).max(20) }), z.strictObject({ any: z.array(dialect).min(1).max(20) }), z.strictObject({ not: dialect }),
]));

/** Which events a reader wants. Every field that is given must hold; within a list one match is enough. Nothing given: all. */
export const filter = z.strictObject({
  types: z.array(typePattern).min(1).max(50).optional(),
  streams: z.array(streamPattern).min(1).max(50).optional(),
  /** Institutions that the event's data name. */
  institutions: z.array(z.uuid()).min(1).max(50).optional(),
  /** ISO 3166-1 alpha-2 codes that the event's data name. */
  countries: z.array(z.string().regex(/^[A-Z]{2}$/, 'a country is named by its ISO 3166-1 alpha-2 code')).min(1).max(50).optional(),
  severities: z.array(z.string().min(1).max(40)).min(1).max(20).optional(),
  filters: z.array(dialect).min(1).max(20).optional(),
}).superRefine(({ filters }, context) => {
  const { count, depth } = sizeOf(filters ?? []);
  if (count > MOST_DIALECTS) context.addIssue({ code: 'custom', path: ['filters'], message: `at most ${MOST_DIALECTS} filters, nested ones included` });
  if (depth > DEEPEST) context.addIssue({ code: 'custom', path: ['filters'], message: `filters are nested at most ${DEEPEST} deep` });
});
export type Filter = z.output<typeof filter>;

function sizeOf(filters: readonly Dialect[]): { count: number; depth: number } {
  let [count, depth] = [0, 0];
  for (const one of filters) {
    const inner = sizeOf('all' in one ? one.all : 'any' in one ? one.any : 'not' in one ? [one.not] : []);
    count += 1 + inner.count;
    depth = Math.max(depth, 1 + inner.depth);
  }
  return { count, depth };
}

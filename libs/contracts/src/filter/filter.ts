import { z } from 'zod';
import { id, withSmallId } from '../id.js';

/** Filters of one reader, counted with all that are nested. */
const MOST_DIALECTS = 50;
/** How deep `all`, `any` and `not` may be nested. */
const DEEPEST = 5;

/** An event type, or all that begin with one: `council.poll.opened.v1`, `council.poll.*`, `*`. */
export const typePattern = z.string().max(120).regex(/^(\*|[a-z][a-z0-9_]*(\.[a-z0-9_]+)*(\.\*)?)$/, 'a type, or a prefix as council.poll.*');
/** A stream, or all of a kind: `meeting:0198…`, `meeting:*`. */
export const streamPattern = z.string().max(96).regex(/^[a-z]+:(\*|[A-Za-z0-9_-]{1,64})$/, 'a stream <kind>:<id>, or <kind>:*').overwrite(withSmallId);
const country = z.string().regex(/^[A-Z]{2}$/, 'a country is named by its ISO 3166-1 alpha-2 code');
const severity = z.string().min(1).max(40);

/** Attribute names and the text that each is compared with; all of them must hold. Neither may be empty. */
const comparison = z.record(z.string(), z.string().min(1, 'the text to compare with is not empty').max(256)).superRefine((all, context) => {
  const names = Object.keys(all);
  if (names.length < 1 || names.length > 10) context.addIssue({ code: 'custom', message: '1 to 10 attributes are compared' });
  for (const name of names) if (!/^[a-z0-9]{1,20}$/.test(name)) context.addIssue({ code: 'custom', path: [name], message: 'an attribute is named by 1 to 20 lower-case letters and digits' });
});

/** One filter of the CloudEvents Subscriptions specification (0.1-wip, section 3.2.4): exactly one of these keys. */
export type Dialect =
  | { exact: Record<string, string> } | { prefix: Record<string, string> } | { suffix: Record<string, string> }
  | { all: Dialect[] } | { any: Dialect[] } | { not: Dialect };

const DIALECTS = ['exact', 'prefix', 'suffix', 'all', 'any', 'not'];

/** The filters that may stand `depth` levels deep. A level is made when one is met, so that no input leads deeper than the bound. */
function dialectAt(depth: number): z.ZodType<Dialect> {
  const inner = z.unknown().superRefine((value, context) => {
    const add = (issue: object): void => context.addIssue({ ...issue, continue: false } as Parameters<typeof context.addIssue>[0]);
    if (depth === DEEPEST) return add({ code: 'custom', message: `filters are nested at most ${DEEPEST} deep` });
    dialectAt(depth + 1).safeParse(value).error?.issues.forEach(add);
  }).meta({ type: 'object', description: 'A filter again.' });
  const several = z.array(inner).min(1, 'at least one filter').max(20, 'at most 20 filters').optional();
  return z.strictObject({
    exact: comparison.optional(), prefix: comparison.optional(), suffix: comparison.optional(), all: several, any: several, not: inner.optional(),
  }).superRefine((one, context) => {
    if (Object.keys(one).length !== 1) context.addIssue({ code: 'custom', message: `a filter has exactly one of ${DIALECTS.join(', ')}` });
  }).meta({ minProperties: 1, maxProperties: 1 }) as unknown as z.ZodType<Dialect>;
}

export const dialect = dialectAt(1);

/** Which events a reader wants. Every field that is given must hold; within a list one match is enough. Nothing given: all. */
export const filter = z.strictObject({
  types: z.array(typePattern).min(1).max(50).optional(),
  streams: z.array(streamPattern).min(1).max(50).optional(),
  /** Institutions that the event's data name. */
  institutions: z.array(id).min(1).max(50).optional(),
  /** ISO 3166-1 alpha-2 codes that the event's data name. */
  countries: z.array(country).min(1).max(50).optional(),
  severities: z.array(severity).min(1).max(20).optional(),
  /** All of them must hold. */
  filters: z.array(dialect).min(1).max(20).optional(),
}).superRefine(({ filters }, context) => {
  if (countOf(filters ?? []) > MOST_DIALECTS) context.addIssue({ code: 'custom', path: ['filters'], message: `at most ${MOST_DIALECTS} filters, nested ones included` });
});
export type Filter = z.output<typeof filter>;

function countOf(filters: readonly Dialect[]): number {
  return filters.reduce((count, one) => count + 1 + countOf('all' in one ? one.all : 'any' in one ? one.any : 'not' in one ? [one.not] : []), 0);
}

/** The same in the search fields of a request: lists with commas, and the whole as JSON. What is given in both ways must hold both ways. */
export const filterFields = {
  types: listOf(typePattern, 50),
  streams: listOf(streamPattern, 50),
  institutions: listOf(id, 50),
  countries: listOf(country, 50),
  severities: listOf(severity, 20),
  filter: z.string().max(8_192, 'at most 8,192 characters').transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: 'custom', message: 'this is not JSON' });
      return z.NEVER;
    }
  }).pipe(filter).optional(),
};

/** The filters that the search fields of a request name; none, when every event is wanted. */
export function filtersOf({ types, streams, institutions, countries, severities, filter: whole }: z.output<z.ZodObject<typeof filterFields>>): readonly Filter[] {
  const lists = Object.fromEntries(Object.entries({ types, streams, institutions, countries, severities }).filter(([, list]) => list !== undefined)) as Filter;
  return [lists, whole ?? {}].filter((one) => Object.keys(one).length > 0);
}

function listOf(one: z.ZodString | z.ZodUUID, most: number) {
  return z.string().max(8_192, 'at most 8,192 characters').transform((text) => text.split(',')).pipe(z.array(one).min(1).max(most)).optional();
}

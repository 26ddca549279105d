import type { Envelope } from '../stream.js';
import { attributesOf } from './attributes.js';
import type { Dialect, Filter } from './filter.js';

/** Whether a reader wants an event. Rights are another question, asked before this one. */
export type Wanted = (event: Envelope) => boolean;
type Attributes = ReturnType<typeof attributesOf>;

/** Prepares a filter once, for many events. */
export function compileFilter(filter: Filter): Wanted {
  const tests: Wanted[] = [];
  const { types, streams, institutions, countries, severities, filters } = filter;
  if (types !== undefined) tests.push(matching(types, (event) => event.type));
  if (streams !== undefined) tests.push(matching(streams, (event) => event.stream));
  if (institutions !== undefined) tests.push(among(institutions, 'institution'));
  if (countries !== undefined) tests.push(among(countries, 'country'));
  if (severities !== undefined) tests.push(among(severities, 'severity'));
  if (filters !== undefined) tests.push((event) => {
    const attributes = attributesOf(event);
    return filters.every((one) => holds(one, attributes));
  });
  return (event) => tests.every((test) => test(event));
}

/** Exact texts, and prefixes that end in `*`. */
function matching(patterns: readonly string[], read: (event: Envelope) => string): Wanted {
  const exact = new Set(patterns.filter((pattern) => !pattern.endsWith('*')));
  const prefixes = patterns.filter((pattern) => pattern.endsWith('*')).map((pattern) => pattern.slice(0, -1));
  return (event) => exact.has(read(event)) || prefixes.some((prefix) => read(event).startsWith(prefix));
}

function among(values: readonly string[], attribute: string): Wanted {
  const known = new Set<string | undefined>(values);
  return (event) => known.has(attributesOf(event)[attribute] ?? '');
}

/** The dialects of the CloudEvents Subscriptions specification; a comparison of an absent attribute is false. */
function holds(one: Dialect, attributes: Attributes): boolean {
  if ('exact' in one) return compare(one.exact, attributes, (value, text) => value === text);
  if ('prefix' in one) return compare(one.prefix, attributes, (value, text) => value.startsWith(text));
  if ('suffix' in one) return compare(one.suffix, attributes, (value, text) => value.endsWith(text));
  if ('all' in one) return one.all.every((inner) => holds(inner, attributes));
  if ('any' in one) return one.any.some((inner) => holds(inner, attributes));
  return !holds(one.not, attributes);
}

function compare(wanted: Readonly<Record<string, string>>, attributes: Attributes, test: (value: string, text: string) => boolean): boolean {
  return Object.entries(wanted).every(([name, text]) => {
    const value = attributes[name];
    return value !== undefined && test(value, text);
  });
}

import type { Envelope } from '../stream.js';
import { attribute } from './attributes.js';
import type { Dialect, Filter } from './filter.js';

/** Whether a reader wants an event. Rights are another question: who may not see an event does not get it, wanted or not. */
export type Wanted = (event: Envelope) => boolean;
type Test = (value: string, text: string) => boolean;

/** Prepares a filter once, for many events: what is asked of each is one call a condition, and nothing is allocated. */
export function compileFilter({ types, streams, institutions, countries, severities, filters }: Filter): Wanted {
  const tests: Wanted[] = [];
  if (types !== undefined) tests.push(matching(types, attribute('type')));
  if (streams !== undefined) tests.push(matching(streams, attribute('subject')));
  if (institutions !== undefined) tests.push(among(institutions, attribute('institution')));
  if (countries !== undefined) tests.push(among(countries, attribute('country')));
  if (severities !== undefined) tests.push(among(severities, attribute('severity')));
  for (const one of filters ?? []) tests.push(compile(one));
  return every(tests);
}

/** Exact texts, and prefixes that end in `*`. */
function matching(patterns: readonly string[], read: (event: Envelope) => string | undefined): Wanted {
  const exact = new Set(patterns.filter((pattern) => !pattern.endsWith('*')));
  const prefixes = patterns.filter((pattern) => pattern.endsWith('*')).map((pattern) => pattern.slice(0, -1));
  return (event) => {
    const value = read(event) ?? '';
    return exact.has(value) || prefixes.some((prefix) => value.startsWith(prefix));
  };
}

function among(values: readonly string[], read: (event: Envelope) => string | undefined): Wanted {
  const known = new Set(values);
  return (event) => {
    const value = read(event);
    return value !== undefined && known.has(value);
  };
}

/** The dialects of the CloudEvents Subscriptions specification; a comparison with an absent attribute is false. */
function compile(one: Dialect): Wanted {
  if ('exact' in one) return compare(one.exact, (value, text) => value === text);
  if ('prefix' in one) return compare(one.prefix, (value, text) => value.startsWith(text));
  if ('suffix' in one) return compare(one.suffix, (value, text) => value.endsWith(text));
  if ('all' in one) return every(one.all.map(compile));
  if ('any' in one) {
    const tests = one.any.map(compile);
    return (event) => tests.some((test) => test(event));
  }
  const inner = compile(one.not);
  return (event) => !inner(event);
}

function compare(wanted: Readonly<Record<string, string>>, test: Test): Wanted {
  return every(Object.entries(wanted).map(([name, text]) => {
    const read = attribute(name);
    return (event) => {
      const value = read(event);
      return value !== undefined && test(value, text);
    };
  }));
}

function every(tests: readonly Wanted[]): Wanted {
  const [only] = tests;
  if (tests.length === 1 && only !== undefined) return only;
  return (event) => tests.every((test) => test(event));
}

/** One reader's filters together; null when every event is wanted. */
export function compileFilters(filters: readonly Filter[]): Wanted | null {
  return filters.length === 0 ? null : every(filters.map(compileFilter));
}

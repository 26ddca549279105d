import type { Envelope } from '../stream.js';
import { attribute } from './attributes.js';
import { compileFilter } from './compile.js';
import type { Dialect, Filter } from './filter.js';

/** What one part of a filter says of an event. */
export interface FilterPart {
  /** JSON pointer to the part: `/types`, `/filters/0`. */
  readonly part: string;
  readonly holds: boolean;
  /** In plain words, why. */
  readonly sentence: string;
}

/** The attribute that each list is compared with. */
const LISTS = { types: 'type', streams: 'subject', institutions: 'institution', countries: 'country', severities: 'severity' } as const;

/** Says of each part of a filter whether it lets an event through, and why. The verdict is that of `compileFilter`; this only puts it in words. */
export function explainFilter(filter: Filter, event: Envelope): readonly FilterPart[] {
  const lists = (Object.keys(LISTS) as (keyof typeof LISTS)[]).flatMap((field): FilterPart[] => {
    const wanted = filter[field];
    if (wanted === undefined) return [];
    const holds = compileFilter({ [field]: wanted })(event);
    return [{ part: `/${field}`, holds, sentence: `${field}: ${told(LISTS[field], event)}, which is ${holds ? '' : 'not '}among ${wanted.length === 1 ? wanted.join('') : `the ${wanted.length} that are wanted`}.` }];
  });
  const dialects = (filter.filters ?? []).map((one, at): FilterPart => {
    const holds = compileFilter({ filters: [one] })(event);
    return { part: `/filters/${at}`, holds, sentence: `filters ${at}: ${reason(one, event)}.` };
  });
  return [...lists, ...dialects];
}

/** Why a filter holds or does not. */
function reason(one: Dialect, event: Envelope): string {
  if ('exact' in one) return compared(one.exact, event, 'is', (value, text) => value === text);
  if ('prefix' in one) return compared(one.prefix, event, 'begins with', (value, text) => value.startsWith(text));
  if ('suffix' in one) return compared(one.suffix, event, 'ends with', (value, text) => value.endsWith(text));
  if ('all' in one) {
    const failing = one.all.find((inner) => !holds(inner, event));
    return failing === undefined ? 'all of it holds' : `not all of it holds: ${reason(failing, event)}`;
  }
  if ('any' in one) {
    const holding = one.any.find((inner) => holds(inner, event));
    return holding === undefined ? `none of ${one.any.length} holds: ${one.any.map((inner) => reason(inner, event)).join('; ')}` : reason(holding, event);
  }
  return `${holds(one.not, event) ? 'what must not hold does' : 'what must not hold does not'}: ${reason(one.not, event)}`;
}

function holds(one: Dialect, event: Envelope): boolean {
  return compileFilter({ filters: [one] })(event);
}

/** The first comparison that fails, else all of them. */
function compared(wanted: Readonly<Record<string, string>>, event: Envelope, verb: string, test: (value: string, text: string) => boolean): string {
  const all = Object.entries(wanted).map(([name, text]) => {
    const value = attribute(name)(event);
    const holding = value !== undefined && test(value, text);
    return { holding, words: `${told(name, event)}${value === undefined ? '' : `, which ${holding ? verb : `${verb} not`} “${text}”`}` };
  });
  return all.find(({ holding }) => !holding)?.words ?? all.map(({ words }) => words).join(', and ');
}

function told(name: string, event: Envelope): string {
  const value = attribute(name)(event);
  return value === undefined ? `the event has no ${name}` : `its ${name} is “${value}”`;
}

import type { filter as filters, Query } from '../contracts.js';

/** The path of a query with its named parts filled in, and what is left as search fields. */
export function pathOf(query: Query, params: unknown): string {
  const given = Object.entries(params as object).filter(([, value]) => value !== undefined);
  const left = new URLSearchParams(given.map(([name, value]): [string, string] => [name, typeof value === 'object' ? JSON.stringify(value) : String(value)]));
  const path = query.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = left.get(name) ?? '';
    left.delete(name);
    return encodeURIComponent(value);
  });
  const search = left.toString();
  return search === '' ? path : `${path}?${search}`;
}

/** Where the events of a stream are read, with what is asked for; `feed` is all of them. */
export function eventsPath(stream: string, filter?: filters.Filter, fields: Readonly<Record<string, string>> = {}): string {
  const search = new URLSearchParams({ ...fields, ...(filter === undefined ? {} : { filter: JSON.stringify(filter) }) }).toString();
  return `${stream === 'feed' ? '/feed/events' : `/streams/${encodeURIComponent(stream)}/events`}${search === '' ? '' : `?${search}`}`;
}

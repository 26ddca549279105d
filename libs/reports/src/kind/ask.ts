import type { Output, Query } from '#contracts';
import { DomainError } from '#kernel';
import type { z } from 'zod';
import type { Gathering } from '../document/report-kind.js';

type Asking = Pick<Gathering, 'ask'>;

/** Refusals that say no more than that the reader is not shown it. */
const NOT_SHOWN: ReadonlySet<string> = new Set(['not_found', 'forbidden']);

/** What a query answers the reader; null where it is not shown to them. */
export async function ask<Q extends Query>(gathering: Asking, query: Q, params: z.input<Q['params']>): Promise<Output<Q> | null> {
  try {
    return (await gathering.ask(query.name, params as object)) as Output<Q>;
  } catch (refusal) {
    if (refusal instanceof DomainError && NOT_SHOWN.has(refusal.code)) return null;
    throw refusal;
  }
}

/** A whole list, page by page; at most so many items, 10,000 unless said otherwise. Empty where it is not shown to the reader. */
export async function list<Q extends Query>(gathering: Asking, query: Q, params: z.input<Q['params']>, most = 10_000): Promise<Output<Q>[]> {
  const items: Output<Q>[] = [];
  let iterator: string | null = null;
  do {
    const search: object = { limit: 250, ...(params as object), ...(iterator === null ? {} : { iterator }) };
    const page = (await ask(gathering, query, search as z.input<Q['params']>)) as { data: Output<Q>[]; iterator: string | null; done: boolean } | null;
    if (page === null) return items;
    items.push(...page.data);
    iterator = page.done ? null : page.iterator;
  } while (iterator !== null && items.length < most);
  return items.slice(0, most);
}

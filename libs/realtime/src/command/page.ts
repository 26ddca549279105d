import { z } from 'zod';
import { DomainError } from '#kernel';
import type { Page } from './handles.js';

/** Where the last page ended, in the order of its own query; null at the first page. @throws DomainError invalid_input */
export function placeOf<S extends z.ZodType>(iterator: string | undefined, shape: S): z.output<S> | null {
  if (iterator === undefined) return null;
  try {
    return shape.parse(JSON.parse(Buffer.from(iterator, 'base64url').toString('utf8')));
  } catch {
    throw foreignIterator();
  }
}

/** The iterator was not made by this list. */
export function foreignIterator(): DomainError {
  return new DomainError('invalid_input', 'The iterator is not one of this list: begin without one.', { issues: [{ pointer: '/iterator', rule: 'as the last page answered it' }] });
}

/** A page of `rows`, of which one more than `limit` was read, so that the end is known. `place` is where a row stands in the order. */
export function pageOf<T>(rows: readonly T[], limit: number, place: (row: T) => unknown): Page<T> {
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  const done = rows.length <= limit || last === undefined;
  return { data, iterator: done ? null : Buffer.from(JSON.stringify(place(last))).toString('base64url'), done };
}

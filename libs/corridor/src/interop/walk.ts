import { z } from 'zod';
import type { Output, Query } from '#contracts';
import { placeOf, type Page } from '#realtime';
import { orElse, type Reader } from './reader.js';

/** Where a source goes on; null: it has no more. */
type Place = string | null;

/** Something that things are read from in a stable order, a part at a time. */
export interface Source<T> {
  /** At most `limit` things from a place on, null from the beginning. May be fewer, and none, while there are more. */
  read(place: Place, limit: number): Promise<{ readonly things: readonly T[]; readonly next: Place }>;
}

/** A thing for each row of a list. */
export function listed<Q extends Query, T>(reader: Reader, query: Q, params: object, made: (row: Output<Q>) => T | null | Promise<T | null>): Source<T> {
  return {
    async read(place, limit) {
      const { data, iterator } = await reader.page(query, params, place, limit);
      const things: T[] = [];
      for (const row of data) {
        const thing = await made(row);
        if (thing !== null) things.push(thing);
      }
      return { things, next: iterator };
    },
  };
}

/** The things of each row of a list: of a unit its trackers, of a holder its ledger. */
export function within<Q extends Query, T>(reader: Reader, query: Q, params: object, inside: (row: Output<Q>) => Source<T>): Source<T> {
  return {
    async read(place, limit) {
      const [outer, inner] = placeOf(place ?? undefined, places) ?? [null, null];
      const { data: [row], iterator }: Page<Output<Q>> = await reader.page(query, params, outer, 1);
      if (row === undefined) return { things: [], next: null };
      const { things, next } = await inside(row).read(inner, limit);
      if (next !== null) return { things, next: tokenOf([outer, next]) };
      return { things, next: iterator === null ? null : tokenOf([iterator, null]) };
    },
  };
}

const places = z.tuple([z.string().nullable(), z.string().nullable()]);

/** A few things that are there already. */
export function these<T>(things: readonly T[]): Source<T> {
  return {
    read: (place, limit) => {
      const from = Number(place ?? 0);
      return Promise.resolve({ things: things.slice(from, from + limit), next: from + limit < things.length ? String(from + limit) : null });
    },
  };
}

/** A source that is as if it were empty to those whom it is not shown to. */
export function whereShown<T>(source: Source<T>): Source<T> {
  return { read: (place, limit) => orElse({ things: [], next: null }, () => source.read(place, limit)) };
}

/** Questions to sources for one answer at the most; an answer that ends before its limit goes on like any other. */
const QUESTIONS = 400;
const token = z.tuple([z.int().min(0), z.string().nullable()]);

/** Things of several sources one after the other, from where an earlier answer ended. `next` is null at the end. */
export async function walk<T>(sources: readonly Source<T>[], from: string | undefined, limit: number): Promise<{ readonly things: readonly T[]; readonly next: string | null }> {
  const things: T[] = [];
  let [at, place] = placeOf(from, token) ?? [0, null];
  for (let asked = 0; asked < QUESTIONS && things.length < limit; asked += 1) {
    const source = sources[at];
    if (source === undefined) return { things, next: null };
    const part = await source.read(place, limit - things.length);
    things.push(...part.things);
    place = part.next;
    if (place === null) at += 1;
  }
  return { things, next: at < sources.length ? tokenOf([at, place]) : null };
}

function tokenOf(place: unknown): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

import { corridor, type Output, type Query } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import type { Page, QueryBus } from '#realtime';

/** Rows of one question; the lists give no more at once. */
export const AT_ONCE = 250;

/** What the caller's own rights show: every read goes through the query of the part that owns it, so its permissions and the compact hold here as there. */
export class Reader {
  private places: Promise<ReadonlyMap<string, Output<typeof corridor.listPositions>>> | undefined;
  private items: Promise<ReadonlyMap<string, Output<typeof corridor.listItems>>> | undefined;

  constructor(
    private readonly queries: QueryBus,
    private readonly actor: Principal,
  ) {}

  one<Q extends Query>(query: Q, params: object): Promise<Output<Q>> {
    return this.queries.ask(this.actor, query.name, params) as Promise<Output<Q>>;
  }

  page<Q extends Query>(query: Q, params: object, iterator: string | null, limit = AT_ONCE): Promise<Page<Output<Q>>> {
    return this.queries.ask(this.actor, query.name, { ...params, limit: Math.min(limit, AT_ONCE), ...(iterator === null ? {} : { iterator }) }) as Promise<Page<Output<Q>>>;
  }

  /** The rows of a list one after the other, no more of them than are taken. */
  async *each<Q extends Query>(query: Q, params: object): AsyncGenerator<Output<Q>> {
    for (let iterator: string | null = null, done = false; !done;) {
      const page: Page<Output<Q>> = await this.page(query, params, iterator);
      yield* page.data;
      ({ iterator, done } = page);
    }
  }

  /** Where the units of a corridor are, as exactly as they are shown; none to those whom positions are not shown to. */
  positions(corridorId: string): Promise<ReadonlyMap<string, Output<typeof corridor.listPositions>>> {
    return (this.places ??= orElse(new Map(), async () => {
      const found = new Map<string, Output<typeof corridor.listPositions>>();
      for await (const position of this.each(corridor.listPositions, { corridorId })) found.set(position.unitId, position);
      return found;
    }));
  }

  /** How the items of a corridor are known. */
  itemsOf(corridorId: string): Promise<ReadonlyMap<string, Output<typeof corridor.listItems>>> {
    return (this.items ??= (async () => {
      const found = new Map<string, Output<typeof corridor.listItems>>();
      for await (const item of this.each(corridor.listItems, { corridorId })) found.set(item.id, item);
      return found;
    })());
  }
}

/** What is read, or `otherwise` where the caller's role does not allow it or there is no such thing for them: where it is refused with one of these codes. */
export async function orElse<T>(otherwise: T, read: () => Promise<T>, codes: readonly string[] = ['forbidden', 'not_found']): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof DomainError && codes.includes(error.code)) return otherwise;
    throw error;
  }
}

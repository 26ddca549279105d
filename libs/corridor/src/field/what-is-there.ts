import { z } from 'zod';
import { catalogue, type Command, type Query } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import type { QueryBus } from '#realtime';

/** From the narrowest thing that an operation may be about to the widest. */
const THINGS = ['leg', 'alert', 'deployment', 'unit', 'centre', 'corridor'];

/**
 * What is there now of the thing that an operation was about, as the actor may read it: the read of the command's own noun
 * if there is one that its input can answer, else that of the nearest thing that the input names. Null when there is none.
 */
export async function whatIsThere(queries: QueryBus, actor: Principal, { name }: Command, input: Readonly<Record<string, unknown>>): Promise<Record<string, unknown> | null> {
  const noun = name.split('.')[1] ?? '';
  for (const thing of [noun, ...THINGS]) {
    const found = catalogue.get(`corridor.${thing}.read`);
    const params = found?.kind === 'query' && !found.list ? paramsOf(found, input) : null;
    if (params !== null) return ask(queries, actor, `corridor.${thing}.read`, params);
  }
  return null;
}

/** The fields of the input that the query asks for; null when they are not enough. */
function paramsOf(query: Query, input: Readonly<Record<string, unknown>>): Record<string, unknown> | null {
  if (!(query.params instanceof z.ZodObject)) return null;
  const fields = Object.keys(query.params.shape).filter((field) => field in input);
  const params = Object.fromEntries(fields.map((field) => [field, input[field]]));
  return query.params.safeParse(params).success ? params : null;
}

async function ask(queries: QueryBus, actor: Principal, name: string, params: Record<string, unknown>): Promise<Record<string, unknown> | null> {
  try {
    return (await queries.ask(actor, name, params)) as Record<string, unknown>;
  } catch (fault) {
    // What the actor may not read is not shown to them this way either.
    if (fault instanceof DomainError) return null;
    throw fault;
  }
}

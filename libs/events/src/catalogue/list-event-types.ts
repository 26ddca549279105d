import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { documents, events, type Output, type Params } from '#contracts';
import type { Principal } from '#kernel';
import { Answers, pageOf, placeOf, theHub, type Page, type QueryHandler } from '#realtime';

@Injectable()
@Answers(events.listEventTypes, () => theHub)
export class ListEventTypes implements QueryHandler<typeof events.listEventTypes> {
  async execute(_: Principal, { owner, dataClass, limit, iterator }: Params<typeof events.listEventTypes>, _db: EntityManager): Promise<Page<Output<typeof events.listEventTypes>>> {
    const after = placeOf(iterator, z.string()) ?? '';
    const wanted = documents.eventTypes().filter((type) => type.name > after && (owner === undefined || type.owner === owner) && (dataClass === undefined || type.dataClass === dataClass));
    return pageOf(wanted.slice(0, limit + 1).map((type) => ({ ...type, audience: [...type.audience], personal: [...type.personal] })), limit, ({ name }) => name);
  }
}

import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { identity, type Params } from '#contracts';
import type { Principal } from '#kernel';
import { Answers, pageOf, placeOf, theHub, type Page, type QueryHandler } from '#realtime';
import { readPeople, type Someone } from './read-people.js';

const place = z.tuple([z.string(), z.uuid()]);

@Injectable()
@Answers(identity.listPeople, () => theHub)
export class ListPeople implements QueryHandler<typeof identity.listPeople> {
  async execute(actor: Principal, params: Params<typeof identity.listPeople>, db: EntityManager): Promise<Page<Someone>> {
    if (params.ids !== undefined) return { data: await readPeople(db, actor, 'WHERE p.id = ANY ($1::uuid[])', [params.ids]), iterator: null, done: true };
    const [name, id] = placeOf(params.iterator, place) ?? [null, null];
    const people = await readPeople(db, actor, 'WHERE $1::text IS NULL OR (p.name, p.id) > ($1, $2::uuid) ORDER BY p.name, p.id LIMIT $3', [name, id, params.limit + 1]);
    return pageOf(people, params.limit, (person) => [person.name, person.id]);
  }
}

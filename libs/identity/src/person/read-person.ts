import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { identity, type Output, type Params } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import { Answers, theHub, type QueryHandler } from '#realtime';
import { readPeople } from './read-people.js';

@Injectable()
@Answers(identity.readPerson, () => theHub)
export class ReadPerson implements QueryHandler<typeof identity.readPerson> {
  async execute(actor: Principal, params: Params<typeof identity.readPerson>, db: EntityManager): Promise<Output<typeof identity.readPerson>> {
    const [person] = await readPeople(db, actor, 'WHERE p.id = $1', [params.personId]);
    if (person === undefined) throw new DomainError('not_found', 'There is no person of this id.');
    return person;
  }
}

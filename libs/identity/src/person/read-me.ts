import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { identity, type Output } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import { Answers, theHub, type QueryHandler } from '#realtime';
import { readPeople } from './read-people.js';

@Injectable()
@Answers(identity.readMe, () => theHub)
export class ReadMe implements QueryHandler<typeof identity.readMe> {
  async execute(actor: Principal, _params: object, db: EntityManager): Promise<Output<typeof identity.readMe>> {
    const [me] = await readPeople(db, actor, 'WHERE p.id = $1', [actor.personId]);
    if (me === undefined) throw new DomainError('not_found', 'There is no person behind this credential.');
    return { ...me, email: me.email ?? '', zone: me.zone ?? 'UTC', roles: me.roles ?? [], scopes: actor.scopes === null ? null : [...actor.scopes], credential: actor.credential };
  }
}

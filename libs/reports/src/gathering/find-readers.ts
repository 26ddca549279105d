import { Injectable } from '@nestjs/common';
import { identity } from '#contracts';
import { Database } from '#db';
import { contactsOf, principalsOf } from '#identity';
import { systemActor, type Principal } from '#kernel';

const system = systemActor('reports');
/** What is done for people while they are away is narrowed to reading. */
const READING = identity.keyScopes.filter((scope) => scope.endsWith(':read'));

/** Somebody for whom a document is made. */
export interface Reader {
  readonly principal: Principal;
  /** A BCP 47 tag. */
  readonly language: string;
}

/** People as they are now: what they may see, and their language. Those who are suspended, or have not joined yet, are missing. */
@Injectable()
export class FindReaders {
  constructor(private readonly database: Database) {}

  find(personIds: readonly string[]): Promise<ReadonlyMap<string, Reader>> {
    return this.database.transaction(system, [], async (db) => {
      const principals = await principalsOf(db, personIds, READING);
      const contacts = await contactsOf(db, [...principals.keys()]);
      return new Map([...principals].map(([id, principal]) => [id, { principal, language: contacts.get(id)?.language ?? 'en' }]));
    }, 'snapshot');
  }

  async one(personId: string): Promise<Reader | null> {
    return (await this.find([personId])).get(personId) ?? null;
  }
}

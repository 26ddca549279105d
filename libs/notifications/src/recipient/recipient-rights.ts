import { Injectable } from '@nestjs/common';
import { Database } from '#db';
import { principalsOf } from '#identity';
import { systemActor } from '#kernel';
import { READ_STREAMS, Rights } from '#realtime';

const system = systemActor('notices');

/** What those who are told may know of, as things are now. */
@Injectable()
export class RecipientRights {
  constructor(private readonly database: Database, private readonly rights: Rights) {}

  /** Those of these people who are active and may read something of the stream of a thing (`meeting:<id>`). */
  async seeing(people: readonly string[], about: string): Promise<ReadonlySet<string>> {
    const principals = await this.database.transaction(system, [], (db) => principalsOf(db, people, [READ_STREAMS]), 'snapshot');
    const readers = await this.rights.readersAmong([...principals.values()], about);
    return new Set([...principals].filter(([, { actor }]) => readers.has(actor)).map(([personId]) => personId));
  }
}

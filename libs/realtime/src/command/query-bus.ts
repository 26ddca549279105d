import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Query } from '#contracts';
import { sqlState } from '#db';
import { DomainError, type Principal } from '#kernel';
import { UnitOfWork } from '#log';
import { traced } from '#trace';
import { insist } from '../access/policy.js';
import { Handlers } from './handlers.js';
import type { Page } from './handles.js';
import { Nested } from './nested.js';
import { foreignIterator } from './page.js';
import { validate } from './validate.js';

interface Listing {
  readonly iterator?: string;
}

/** Authorised reads: validated, asked of the policy for their one object, in a read-only transaction. */
@Injectable()
export class QueryBus {
  constructor(
    private readonly handlers: Handlers,
    private readonly unitOfWork: UnitOfWork,
    private readonly nested: Nested,
  ) {}

  /** @param parent W3C `traceparent` of the client's own span */
  async ask(actor: Principal, name: string, params: unknown, parent?: string): Promise<unknown> {
    const bound = this.handlers.query(name);
    if (bound === undefined) throw new DomainError('unknown_command', `There is no query ${name.slice(0, 100)}: /docs lists all of them.`);
    const valid = validate(bound.contract.params, params);
    const object = bound.concerns(valid);
    const read = (): Promise<unknown> => this.nested.run(bound.handler, () => this.unitOfWork.read(actor, object.id === '' ? [] : [object.id], async (db) => {
      const governor = this.handlers.governor(object.kind);
      if (governor === undefined) throw new Error(`nothing governs the kind ${object.kind}`);
      const standing = await governor.standing(db, actor, object.id);
      insist(actor, name, object, standing, false);
      return shape(bound.contract, await bound.handler.execute(actor, valid as never, db, { object, standing }));
    })).catch((fault: unknown) => {
      // An iterator is the client's text. A value in it that the database has no place for (SQLSTATE class 22) came from no page.
      throw (valid as Listing).iterator !== undefined && sqlState(fault)?.startsWith('22') === true ? foreignIterator() : fault;
    });
    return traced(`query ${name}`, { 'hub.actor': actor.actor }, read, { kind: 'server', parent });
  }
}

/** Only declared fields leave the hub. */
function shape(contract: Query, output: unknown): unknown {
  if (!contract.list) return contract.output.parse(output);
  const { data, iterator, done } = output as Page<unknown>;
  return { data: z.array(contract.output).parse(data), iterator, done };
}

import { SetMetadata, type CustomDecorator } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Command, Input, Output, Params, Query } from '#contracts';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import type { ObjectRef, Standing } from '../access/policy.js';

export const HANDLES = 'hub:handles';
export const ANSWERS = 'hub:answers';

/** What a handler knows besides its input: the object that was granted and how the actor stands to it. */
export interface Granted {
  readonly object: ObjectRef;
  readonly standing: Standing;
}

interface Nesting {
  /** It asks for further connections to the database while its transaction has one: so many of these are carried out at once that each gets them. */
  readonly nests?: true;
}

/** One command, one class, one transaction. The rule is in `execute`; doors, validation, idempotency and policy stand before it. */
export interface CommandHandler<C extends Command> extends Nesting {
  execute(actor: Principal, input: Input<C>, work: Work, granted: Granted): Promise<Output<C>>;
  /** What the answer waits for once it is committed; the outcome stands whatever becomes of it. */
  afterwards?(): Promise<void>;
}

/** A page of a list. `iterator` is opaque; null stands for the first page and, answered, for the end. */
export interface Page<T> {
  readonly data: readonly T[];
  readonly iterator: string | null;
  readonly done: boolean;
}

export interface QueryHandler<Q extends Query> extends Nesting {
  /** A list answers a `Page`, anything else its output. Runs in a read-only transaction. */
  execute(actor: Principal, params: Params<Q>, db: EntityManager, granted: Granted): Promise<Output<Q> | Page<Output<Q>>>;
}

/** Says which object a request is about, read off its validated input; the policy is asked about that object. */
export type Concerns<I> = (input: I) => ObjectRef;

export interface Handling {
  readonly contract: Command | Query;
  readonly concerns: Concerns<never>;
}

/** Marks the one handler of a command. `concerns` names the object that `can` is asked about: a handler without one does not compile. */
export function Handles<C extends Command>(contract: C, concerns: Concerns<Input<C>>): CustomDecorator {
  return SetMetadata(HANDLES, { contract, concerns } satisfies Handling);
}

/** Marks the one handler of a query. */
export function Answers<Q extends Query>(contract: Q, concerns: Concerns<Params<Q>>): CustomDecorator {
  return SetMetadata(ANSWERS, { contract, concerns } satisfies Handling);
}

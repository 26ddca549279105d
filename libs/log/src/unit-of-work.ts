import type { EntityManager } from 'typeorm';
import type { Data, HubEvent, Personal } from '#contracts';
import type { Opened, Statement } from '#db';
import type { Principal } from '#kernel';

/** One transaction: the rows it changes and the events that report the change. */
export interface Work {
  /** The transaction's entity manager; raw SQL by `db.query(sql, parameters)`. */
  readonly db: EntityManager;
  /** The instant of this transaction on the server's clock; every row and event of it carries this one time. */
  readonly now: Date;
  /**
   * Notes an event for `stream` (`meeting:<id>`). It is appended just before the commit, after all others noted
   * before it, so that the stream's row lock is held as briefly as can be. Fields that the contract does not
   * declare are refused. `audience` defaults to the contract's.
   */
  record<E extends HubEvent>(event: E, stream: string, data: Data<E>, options?: { audience?: readonly string[]; personal?: Personal<E> }): void;
  /**
   * A part that is undone by itself when it throws: its rows, and what it recorded. @throws what the part throws, once that is undone;
   * what the transaction is good for after a database that is away, nobody knows
   */
  part<T>(part: () => Promise<T>): Promise<T>;
  /** Rows of the last statement that was given as `opening`. */
  readonly opened: Opened;
  /** A statement that travels with the COMMIT, before the append: it costs no round trip. */
  last(statement: Statement): void;
}

/** Opens transactions. Every one states for whom it runs (row-level security reads that) and which objects were granted. */
export abstract class UnitOfWork {
  /**
   * Runs `work` in one transaction, appends what it recorded, commits, and wakes the readers. Rolls back on any throw.
   * @param opening statements that travel with the BEGIN; what the last one answers is in `work.opened`
   */
  abstract run<T>(actor: Principal, granted: readonly string[], work: (work: Work) => Promise<T>, opening?: readonly Statement[]): Promise<T>;
  /** A read-only transaction with one snapshot (repeatable read). */
  abstract read<T>(actor: Principal, granted: readonly string[], work: (db: EntityManager) => Promise<T>): Promise<T>;
}

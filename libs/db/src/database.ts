import type pg from 'pg';
import { DataSource, type EntityManager, type QueryRunner } from 'typeorm';
import { DomainError, type Principal } from '#kernel';
import { actorSql } from './actor/with-actor.js';
import { connect, openPool, type DatabaseAddress, type PoolOptions } from './address/connect.js';
import { isUnavailable } from './breach/is-unavailable.js';

/** How a transaction is opened. The default reads what is committed and may write. */
export type TransactionKind = 'write' | 'snapshot';

const OPENING: Readonly<Record<TransactionKind, string>> = {
  write: 'BEGIN ISOLATION LEVEL READ COMMITTED',
  // One view of everything for the whole transaction, and no way to change anything.
  snapshot: 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY',
};

/** Statements without parameters that cost no round trip of their own. */
export interface Travelling {
  /** Travels with the BEGIN; the rows that it answers are handed to the work. */
  readonly opening?: string;
  /** Travels with the COMMIT, asked for when the work is done: locks that it takes are held for one round trip less. */
  readonly closing?: () => string;
}

/** Rows of the statement that travelled with the BEGIN. */
export type Opened = readonly Record<string, unknown>[];

/** The hub's database, as the role `hub_app`. */
export class Database {
  private draining = false;
  private inFlight = 0;
  private onIdle: () => void = () => undefined;

  constructor(readonly dataSource: DataSource, private readonly address: DatabaseAddress) {}

  /**
   * The pool below TypeORM, for its figures and for hot paths without entities. Its clients see no row until an actor
   * is named, and that only ever for one transaction. A client taken out needs an `error` listener of its own.
   */
  get pool(): pg.Pool {
    return (this.dataSource.driver as unknown as { master: pg.Pool }).master;
  }

  /** A dedicated client, for LISTEN. */
  connect(name: string): Promise<pg.Client> {
    return connect(this.address.app, name);
  }

  /** A pool beside this one, as the same role. The caller ends it. */
  openPool(options: PoolOptions): pg.Pool {
    return openPool(this.address.app, options);
  }

  /**
   * Runs `work` in one transaction for `actor`, who was granted these objects. Commits when it resolves, rolls back
   * when it throws. A database that is away is answered `unavailable`: whether the transaction took effect is unknown.
   */
  async transaction<T>(actor: Principal, granted: readonly string[], work: (db: EntityManager, opened: Opened) => Promise<T>, kind: TransactionKind = 'write', travelling: Travelling = {}): Promise<T> {
    if (actor.personId === null) return this.run(actor, granted, work, kind, travelling);
    if (this.draining) throw new DomainError('unavailable', 'The hub is stopping; send the same request again.', { retryAfter: 2 });
    this.inFlight += 1;
    try {
      return await this.run(actor, granted, work, kind, travelling);
    } finally {
      this.inFlight -= 1;
      if (this.inFlight === 0) this.onIdle();
    }
  }

  /**
   * Refuses new transactions of people, and waits until those in flight have ended, or for `patience` milliseconds.
   * The hub's own duties go on, so that what was committed is still told.
   * @returns how many were still in flight when patience ended
   */
  async drain(patience: number): Promise<number> {
    this.draining = true;
    if (this.inFlight === 0) return 0;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, patience);
      this.onIdle = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    return this.inFlight;
  }

  private async run<T>(actor: Principal, granted: readonly string[], work: (db: EntityManager, opened: Opened) => Promise<T>, kind: TransactionKind, { opening, closing = () => '' }: Travelling): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    try {
      const opened = await open(runner, [OPENING[kind], actorSql(actor, granted), ...(opening === undefined ? [] : [opening])]);
      const result = await work(runner.manager, opened);
      await commit(runner, closing());
      return result;
    } catch (fault) {
      // A connection that is gone has rolled back by itself.
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      if (isUnavailable(fault)) throw new DomainError('unavailable', 'The database is away for the moment; send the same request again.', { retryAfter: 1 });
      throw fault;
    } finally {
      await runner.release();
    }
  }
}

/** BEGIN and the actor in one round trip. TypeORM is told that a transaction is open, so that `save` opens no other. */
async function open(runner: QueryRunner, statements: readonly string[]): Promise<Opened> {
  const client = (await runner.connect()) as pg.PoolClient;
  // Told before it is sent: what fails after the BEGIN is rolled back like everything else.
  Object.assign(runner, { isTransactionActive: true, transactionDepth: 1 });
  // Several statements are answered by several results.
  const results = (await client.query(statements.join('; '))) as unknown as readonly pg.QueryResult[];
  return results.at(-1)?.rows ?? [];
}

async function commit(runner: QueryRunner, closing: string): Promise<void> {
  if (closing === '') return runner.commitTransaction();
  await runner.query(`${closing}; COMMIT`);
  Object.assign(runner, { isTransactionActive: false, transactionDepth: 0 });
}

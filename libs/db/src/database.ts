import type pg from 'pg';
import { DataSource, type EntityManager } from 'typeorm';
import { DomainError, type Principal } from '#kernel';
import { actorStatement } from './actor/with-actor.js';
import { connect, openPool, type DatabaseAddress, type PoolOptions } from './address/connect.js';
import { isUnavailable } from './breach/is-unavailable.js';
import type { Rows, Statement } from './statement/exchange.js';
import type { PreparedClient } from './statement/prepared-client.js';

/** How a transaction is opened. The default reads what is committed and may write. */
export type TransactionKind = 'write' | 'snapshot';

const OPENING: Readonly<Record<TransactionKind, Statement>> = {
  write: { text: 'BEGIN ISOLATION LEVEL READ COMMITTED' },
  // One view of everything for the whole transaction, and no way to change anything.
  snapshot: { text: 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY' },
};
const COMMIT: Statement = { text: 'COMMIT' };

/** Statements that cost no round trip of their own. */
export interface Travelling {
  /** Travel with the BEGIN; the rows that the last one answers are handed to the work. */
  readonly opening?: readonly Statement[];
  /** Travel with the COMMIT, asked for when the work is done: locks that they take are held for one round trip less. */
  readonly closing?: () => readonly Statement[];
}

/** Rows of the last statement that travelled with the BEGIN. */
export type Opened = Rows;

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
  transaction<T>(actor: Principal, granted: readonly string[], work: (db: EntityManager, opened: Opened) => Promise<T>, kind: TransactionKind = 'write', { opening = [], closing = () => [] }: Travelling = {}): Promise<T> {
    return this.onClient(actor, async (client, db) => {
      const opened = await client.runAll([OPENING[kind], actorStatement(actor, granted), ...opening]);
      const result = await work(db, opened.at(-1) ?? []);
      await client.runAll([...closing(), COMMIT]);
      return result;
    });
  }

  /** Asks one thing of the database, in a read-only transaction of its own that is one exchange in all. @returns the rows that the last statement answers */
  async ask<T extends object>(actor: Principal, granted: readonly string[], ...statements: readonly Statement[]): Promise<readonly T[]> {
    const answers = await this.onClient(actor, (client) => client.runAll([OPENING.snapshot, actorStatement(actor, granted), ...statements, COMMIT]));
    return (answers.at(-2) ?? []) as readonly T[];
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

  /** Lends a client for one transaction, which `use` opens and ends. Those of people are counted, and refused while the hub drains. */
  private async onClient<T>(actor: Principal, use: (client: PreparedClient, db: EntityManager) => Promise<T>): Promise<T> {
    if (actor.personId === null) return this.lend(use);
    if (this.draining) throw new DomainError('unavailable', 'The hub is stopping; send the same request again.', { retryAfter: 2 });
    this.inFlight += 1;
    try {
      return await this.lend(use);
    } finally {
      this.inFlight -= 1;
      if (this.inFlight === 0) this.onIdle();
    }
  }

  /** Rolls back what `use` left open. A database that is away is answered `unavailable`. */
  private async lend<T>(use: (client: PreparedClient, db: EntityManager) => Promise<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    try {
      const client = (await runner.connect()) as PreparedClient;
      // Told before it is sent, so that `save` opens no other: what fails after the BEGIN is rolled back like everything else.
      Object.assign(runner, { isTransactionActive: true, transactionDepth: 1 });
      const result = await use(client, runner.manager);
      Object.assign(runner, { isTransactionActive: false, transactionDepth: 0 });
      return result;
    } catch (fault) {
      // A connection that is gone has rolled back by itself.
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      if (!(fault instanceof DomainError) && isUnavailable(fault)) throw new DomainError('unavailable', 'The database is away for the moment; send the same request again.', { retryAfter: 1 });
      throw fault;
    } finally {
      await runner.release();
    }
  }
}

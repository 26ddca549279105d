import { setTimeout as wait } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database, sqlState, type Opened, type Statement } from '#db';
import { systemClock, type Principal } from '#kernel';
import { traced, traceparent } from '#trace';
import { appended } from '../metrics.js';
import { UnitOfWork, type Work } from '../unit-of-work.js';
import { appendStatement, traceStatements } from './append-sql.js';
import { draftEvent, type Draft } from './draft-event.js';

/** Serialisation failure and deadlock: the database undid the transaction, and running it again may succeed. */
const UNDONE = new Set(['40001', '40P01']);
/** Runs of one transaction in all. */
const ATTEMPTS = 4;

/** The unit of work of the hub: what is recorded goes to the log in the same transaction, and with its COMMIT in one round trip. */
@Injectable()
export class CommitWork extends UnitOfWork {
  constructor(private readonly database: Database) {
    super();
  }

  override async run<T>(actor: Principal, granted: readonly string[], work: (work: Work) => Promise<T>, opening?: readonly Statement[]): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await traced('transaction', { 'hub.actor': actor.actor }, () => this.once(actor, granted, work, opening));
      } catch (fault) {
        if (attempt === ATTEMPTS || !UNDONE.has(sqlState(fault) ?? '')) throw fault;
        // Those that met are spread out, so that they do not meet again.
        await wait(Math.random() * 10 * 2 ** attempt);
      }
    }
  }

  override read<T>(actor: Principal, granted: readonly string[], work: (db: EntityManager) => Promise<T>): Promise<T> {
    return this.database.transaction(actor, granted, work, 'snapshot');
  }

  private async once<T>(actor: Principal, granted: readonly string[], work: (work: Work) => Promise<T>, opening?: readonly Statement[]): Promise<T> {
    const drafts: Draft[] = [];
    const last: Statement[] = [];
    const now = systemClock.now();
    const begun = (db: EntityManager, opened: Opened): Promise<T> => work({
      db, now, opened, last: (statement) => void last.push(statement),
      record: (event, stream, data, options = {}) => {
        drafts.push(draftEvent(event, stream, data, { ...options, actor: actor.actor, time: now }));
      },
      part: async (part) => {
        const [recorded, ended] = [drafts.length, last.length];
        await db.query('SAVEPOINT part');
        try {
          return await part();
        } catch (fault) {
          await db.query('ROLLBACK TO SAVEPOINT part');
          drafts.length = recorded;
          last.length = ended;
          throw fault;
        } finally {
          await db.query('RELEASE SAVEPOINT part');
        }
      },
    });
    // The append comes last: the streams' locks are held from there to the COMMIT, which comes with it.
    const closing = (): readonly Statement[] => (drafts.length === 0 ? last : [...last, appendStatement(drafts), ...traceStatements(drafts, traceparent())]);
    const result = await this.database.transaction(actor, granted, begun, 'write', { opening, closing });
    appended.inc(drafts.length);
    return result;
  }
}

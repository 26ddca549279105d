import { Injectable } from '@nestjs/common';
import { Database } from '#db';
import { systemActor } from '#kernel';
import { Projections } from '#log';
import { migrations } from '../features.js';

/** Longer than this (ms) a healthy database does not take for one line and one look. */
const PATIENCE = 2_000;

export interface Ready {
  readonly ready: boolean;
  readonly checks: Readonly<Record<string, 'ok' | 'failing'>>;
}

/** Whether this hub should get requests: its database answers, its schema is current, and it is not stopping. */
@Injectable()
export class Readiness {
  /** Set once, when the hub begins to stop: a load balancer takes it out before its lines are closed. */
  stopping = false;
  /** Migrations are looked at until they are known to be current; a running hub's schema does not go back. */
  private isCurrent = false;

  constructor(
    private readonly database: Database,
    private readonly projections: Projections,
  ) {}

  async ask(): Promise<Ready> {
    const database = await this.within(this.look());
    const checks = {
      database: database ? 'ok' : 'failing',
      migrations: this.isCurrent ? 'ok' : 'failing',
      accepting: this.stopping ? 'failing' : 'ok',
    } as const;
    const ready = Object.values(checks).every((state) => state === 'ok');
    // A projection that stands still is told, but does not take the hub out: all that does not lean on it goes on.
    const projections = this.projections.states().some(({ stopped }) => stopped !== null) ? 'failing' : 'ok';
    return { ready, checks: { ...checks, projections } };
  }

  private look(): Promise<boolean> {
    return this.database.transaction(systemActor('readiness'), [], async (db) => {
      if (!this.isCurrent) {
        const [found] = await db.query<{ ran: number }[]>('SELECT count(*)::int AS ran FROM hub_migration WHERE "timestamp" = ANY ($1)', [migrations.map(({ timestamp }) => timestamp)]);
        this.isCurrent = found?.ran === migrations.length;
      } else {
        await db.query('SELECT 1');
      }
      return true;
    });
  }

  private async within(answer: Promise<boolean>): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => { timer = setTimeout(() => resolve(false), PATIENCE); });
    return Promise.race([answer.catch(() => false), late]).finally(() => clearTimeout(timer));
  }
}

import { Injectable, Logger } from '@nestjs/common';
import { Database } from '#db';
import { systemActor } from '#kernel';
import { Duties } from './duties.js';

const HOUR = 3_600;
/** How long the trace of an event is kept: longer than any of its deliveries is tried. */
const TRACES = '14 days';
/** Rows of a page of what is cleared away. */
const PAGE = 5_000;
const actor = systemActor('retention');

/** Makes the partitions of the months to come, and drops those whose time has run out. */
@Injectable()
export class Retention {
  private readonly logger = new Logger('Retention');

  constructor(duties: Duties, private readonly database: Database) {
    duties.every(HOUR, 'retention', () => this.keep());
  }

  private async keep(): Promise<void> {
    await this.database.transaction(actor, [], (db) => db.query('SELECT log_months_ahead()'));
    await this.database.transaction(actor, [], (db) => db.query('DELETE FROM log_trace WHERE at < now() - $1::interval', [TRACES]));
    let months = 0;
    // A transaction for each month: it needs the log for itself for a moment, and gives up when that is not to be had within a second.
    while ((await this.count(`SELECT log_expire((now() AT TIME ZONE 'UTC')::date) AS many`)) > 0) months += 1;
    // What else there was of them goes page by page, beside everything else.
    while ((await this.count('SELECT log_clear($1) AS many', [PAGE])) > 0);
    if (months > 0) this.logger.log(`${months} months of events have run out and were dropped`);
  }

  private async count(sql: string, parameters: readonly unknown[] = []): Promise<number> {
    const [row] = await this.database.transaction(actor, [], (db) => db.query<{ many: string }[]>(sql, [...parameters]));
    return Number(row?.many ?? 0);
  }
}

import { Injectable, Logger } from '@nestjs/common';
import { Database } from '#db';
import { systemActor } from '#kernel';
import { Duties } from './duties.js';

const HOUR = 3_600;
/** How long the trace of an event is kept: longer than any of its deliveries is tried. */
const TRACES = '14 days';
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
    // A transaction of its own: it needs the table for itself for a moment, and gives up when that takes over a second.
    const [row] = await this.database.transaction(actor, [], (db) => db.query<{ dropped: number }[]>(`SELECT log_expire((now() AT TIME ZONE 'UTC')::date) AS dropped`));
    if (row !== undefined && row.dropped > 0) this.logger.log(`${row.dropped} months of events have run out and were dropped`);
  }
}

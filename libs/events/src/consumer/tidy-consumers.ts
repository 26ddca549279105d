import { Injectable } from '@nestjs/common';
import { systemActor } from '#kernel';
import { Duties, UnitOfWork } from '#log';
import type { ConsumerRow } from './consumer.js';
import { drop } from './delete-consumer.js';
import { ParkMessages } from './park-messages.js';

const system = systemActor('consumers');
const EVERY_SECONDS = 15;
/** Consumers of one turn; the rest waits for the next. */
const AT_ONCE = 100;

/** Deletes consumers that nobody has read for longer than their threshold, and parks what was given in vain where nobody reads. */
@Injectable()
export class TidyConsumers {
  constructor(
    duties: Duties,
    private readonly unitOfWork: UnitOfWork,
    private readonly parking: ParkMessages,
  ) {
    duties.every(EVERY_SECONDS, 'consumers', () => this.run());
  }

  /** One turn, as of an instant. */
  async run(now = new Date()): Promise<void> {
    await this.unitOfWork.run(system, [], async (work) => {
      const inactive = await work.db.query<Pick<ConsumerRow, 'id' | 'owner_id' | 'name'>[]>(
        `SELECT id, owner_id, name FROM events_consumer WHERE inactive_threshold IS NOT NULL AND active_at + make_interval(secs => inactive_threshold) < $1
         ORDER BY id LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED`, [now]);
      for (const consumer of inactive) await drop(work, consumer, 'inactive');
    });
    const spent = await this.unitOfWork.read(system, [], (db) => db.query<{ id: string }[]>(
      `SELECT DISTINCT c.id FROM events_consumer c JOIN events_pending p ON p.consumer_id = c.id WHERE p.due_at <= now() AND p.delivered >= c.max_deliver LIMIT ${AT_ONCE}`));
    for (const { id } of spent) await this.parking.spent(id);
  }
}

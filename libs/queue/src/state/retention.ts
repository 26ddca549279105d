import { Injectable, Logger } from '@nestjs/common';
import { Database } from '#db';
import { systemActor } from '#kernel';
import { Duties } from '#log';

const HOUR = 3_600;
const actor = systemActor('queue');
/** A dead letter is looked at within a month, or never. */
const LETTER_DAYS = 30;
/** More than these are a flood of one cause: the oldest go. */
const LETTERS = 10_000;
/** An effect is remembered longer than a dead letter that might be tried again. */
const EFFECT_DAYS = 45;

/** Forgets what nobody asks for any more. */
@Injectable()
export class QueueRetention {
  private readonly logger = new Logger('Jobs');

  constructor(duties: Duties, private readonly database: Database) {
    duties.every(HOUR, 'queue retention', () => this.keep());
  }

  async keep(): Promise<void> {
    const gone = await this.database.transaction(actor, [], async (db) => {
      await db.query(`DELETE FROM queue_effect WHERE at < now() - make_interval(days => $1)`, [EFFECT_DAYS]);
      const [rows] = await db.query<[{ id: string }[], number]>(
        `DELETE FROM queue_dead_letter WHERE at < now() - make_interval(days => $1)
           OR id IN (SELECT id FROM queue_dead_letter ORDER BY at DESC, id DESC OFFSET $2) RETURNING id`, [LETTER_DAYS, LETTERS]);
      return rows.length;
    });
    if (gone > 0) this.logger.warn(`${gone} dead letters that nobody looked at were dropped`);
  }
}

import { Injectable, Logger } from '@nestjs/common';
import { notifications } from '#contracts';
import { Database } from '#db';
import { systemActor } from '#kernel';
import { Duties, On } from '#log';
import { Jobs } from '#queue';
import type { OuterChannel } from '../channel/channel.js';
import { NotificationClock } from '../clock.js';
import { tellWaiting } from './metrics.js';

const system = systemActor('messages');
/** Seconds between two sweeps: as late a message may be, and as long an emptied queue goes unnoticed. */
const EVERY = 2;
const COUNT_EVERY = 15;
const CLEAR_EVERY = 3_600;
/** Old rows that one transaction takes away. */
const CLEARED_AT_ONCE = 500;

/** What is old. With a notice go its entries and messages; what still waits is not old. What a calendar was told counts until the appointment is over. */
const OLD = [
  { table: 'notification_notice', key: 'id', when: `changed_at < $1 AND state <> 'waiting'` },
  { table: 'notification_invitation', key: 'uid, person_id', when: 'ends_at < $1' },
];

/** Looks for what is due, whatever became of the job for it: the truth stands in the database. What is new is taken up at once. */
@Injectable()
export class SweepMessages {
  private readonly logger = new Logger('SweepMessages');

  constructor(duties: Duties, private readonly database: Database, private readonly jobs: Jobs, private readonly clock: NotificationClock) {
    duties.every(EVERY, 'sweeping messages', () => this.sweep());
    duties.every(COUNT_EVERY, 'counting messages', () => this.count());
    duties.every(CLEAR_EVERY, 'clearing what is old', (off) => this.clear(off));
  }

  @On(notifications.noticeTold)
  async wake(): Promise<void> {
    // A queue that is away stops no projection: the next sweep finds what is due.
    await this.sweep().catch((fault: unknown) => this.logger.warn({ err: fault }, 'jobs to send messages could not be added; the next sweep adds them'));
  }

  async sweep(): Promise<void> {
    const [due] = await this.database.transaction(system, [], (db) => db.query<[{ channels: OuterChannel[]; unannounced: boolean }]>(
      `SELECT ARRAY(SELECT c FROM unnest($2::text[]) AS c WHERE EXISTS (SELECT FROM notification_message m WHERE m.channel = c AND m.due_at <= $1 AND (m.lease IS NULL OR m.lease_until <= clock_timestamp()))) AS channels,
         EXISTS (SELECT FROM notification_entry WHERE NOT announced) AS unannounced`, [this.clock.now(), notifications.outerChannel.options]), 'snapshot');
    if (due.unannounced) await this.jobs.add(notifications.announceEntries, {}, { key: 'entries' });
    if (due.channels.length > 0) await this.jobs.addAll(notifications.drainChannel, due.channels.map((channel) => ({ data: { channel }, options: { key: channel } })));
  }

  private async count(): Promise<void> {
    tellWaiting(await this.database.transaction(system, [], (db) => db.query<{ channel: string; due: number; oldest: number }[]>(
      `SELECT channel, count(*)::int AS due, greatest(0, extract(epoch FROM $1 - min(due_at)))::float8 AS oldest FROM notification_message WHERE due_at <= $1 GROUP BY channel`, [this.clock.now()]), 'snapshot'));
  }

  /** Takes away what is old. */
  async clear(off?: AbortSignal): Promise<void> {
    const before = new Date(this.clock.now().getTime() - notifications.noticesKeptDays * 86_400_000);
    for (const { table, key, when } of OLD) {
      for (let full = true; full && off?.aborted !== true;) {
        const [, cleared] = await this.database.transaction(system, [], (db) => db.query<[unknown, number]>(
          `DELETE FROM ${table} WHERE (${key}) IN (SELECT ${key} FROM ${table} WHERE ${when} LIMIT ${CLEARED_AT_ONCE})`, [before]));
        full = cleared === CLEARED_AT_ONCE;
      }
    }
  }
}

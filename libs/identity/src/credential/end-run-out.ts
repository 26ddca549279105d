import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { systemActor } from '#kernel';
import { UnitOfWork } from '#log';
import { Lines } from '#realtime';
import { endKeys } from '../key/end-keys.js';
import { endSessions } from '../session/end-sessions.js';
import { IDLE_MINUTES } from '../session/start-session.js';
import { Sightings } from './note-sightings.js';

const system = systemActor('sessions');
/** Between two rounds: last uses are exact to the minute, and lines outlive their session by half a minute at most. */
const EVERY_MS = 30_000;
/** Credentials that one round ends; the rest waits for the next. */
const AT_ONCE = 500;

/** Ends the sessions and keys that have run out, so that their lines are closed too. */
@Injectable()
export class EndRunOut implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('EndRunOut');
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> = Promise.resolve();

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly sightings: Sightings,
    private readonly lines: Lines,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => (this.round = this.run().catch((fault: unknown) => this.logger.error({ err: fault }, 'credentials that ran out were not ended'))), EVERY_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.round;
    await this.sightings.write().catch((fault: unknown) => this.logger.error({ err: fault }, 'the last uses of credentials were not written'));
  }

  /** One round. Several processes may make it at once: each credential is ended by one of them. */
  async run(): Promise<void> {
    // Who holds a line open is there, though they only listen.
    for (const line of this.lines.all()) this.sightings.see(line.data.actor.credential ?? '');
    await this.sightings.write();
    await this.unitOfWork.run(system, [], async (work) => {
      const sessions = await work.db.query<{ id: string }[]>(
        `SELECT id FROM identity_session WHERE ended_at IS NULL AND (expires_at <= $1 OR last_seen_at <= $1::timestamptz - interval '${IDLE_MINUTES} minutes') ORDER BY id LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED`, [work.now]);
      if (sessions.length > 0) await endSessions(work, { ids: sessions.map(({ id }) => id) });
      const keys = await work.db.query<{ id: string }[]>(
        `SELECT id FROM identity_api_key WHERE revoked_at IS NULL AND expires_at <= $1 ORDER BY id LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED`, [work.now]);
      if (keys.length > 0) await endKeys(work, keys.map(({ id }) => id));
      await work.db.query('DELETE FROM identity_attempt WHERE window_ends_at <= $1', [work.now]);
    });
  }
}

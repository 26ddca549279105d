import { Injectable } from '@nestjs/common';
import { systemActor } from '#kernel';
import { Duties, UnitOfWork } from '#log';
import { endKeys } from '../key/end-keys.js';
import { endSessions } from '../session/end-sessions.js';
import { IDLE_MINUTES } from '../session/start-session.js';

const system = systemActor('sessions');
/** Lines outlive their session by this at most. */
const EVERY_SECONDS = 30;
/** Credentials that one turn ends; the rest waits for the next. */
const AT_ONCE = 500;

/** Ends the sessions and keys that have run out, so that their lines are closed too. */
@Injectable()
export class EndRunOut {
  constructor(
    duties: Duties,
    private readonly unitOfWork: UnitOfWork,
  ) {
    duties.every(EVERY_SECONDS, 'credentials that have run out', () => this.run());
  }

  /** One turn. Two at once do no harm: each credential is ended by one of them. */
  run(): Promise<void> {
    return this.unitOfWork.run(system, [], async (work) => {
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

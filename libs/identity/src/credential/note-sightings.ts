import { Injectable } from '@nestjs/common';
import { systemActor } from '#kernel';
import { UnitOfWork } from '#log';

/** Credentials remembered between two writings; beyond it the eldest sightings are lost, which costs nobody anything. */
const MOST = 50_000;

/** When each credential was last used, written together and off the hot path: requests only note it in memory. */
@Injectable()
export class Sightings {
  private seen = new Map<string, Date>();

  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** @param credential `session:<id>` or `key:<id>` */
  see(credential: string): void {
    if (this.seen.size < MOST) this.seen.set(credential, new Date());
  }

  /** Writes what was seen since the last time. */
  async write(): Promise<void> {
    const seen = this.seen;
    this.seen = new Map();
    if (seen.size === 0) return;
    await this.unitOfWork.run(systemActor('sessions'), [], async ({ db }) => {
      await db.query(update('identity_session', 'last_seen_at', 'ended_at'), split(seen, 'session:'));
      await db.query(update('identity_api_key', 'last_used_at', 'revoked_at'), split(seen, 'key:'));
    });
  }
}

/** In the order of their ids, so that two processes never wait for each other in a circle. */
function update(table: string, column: string, end: string): string {
  return `WITH seen AS (SELECT t.id, s.at FROM ${table} t JOIN unnest($1::uuid[], $2::timestamptz[]) s (id, at) ON s.id = t.id WHERE t.${end} IS NULL ORDER BY t.id FOR UPDATE OF t)
    UPDATE ${table} t SET ${column} = greatest(t.${column}, seen.at) FROM seen WHERE seen.id = t.id`;
}

function split(seen: ReadonlyMap<string, Date>, prefix: string): [string[], Date[]] {
  const chosen = [...seen].filter(([credential]) => credential.startsWith(prefix));
  return [chosen.map(([credential]) => credential.slice(prefix.length)), chosen.map(([, at]) => at)];
}

import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { systemActor } from '#kernel';
import { UnitOfWork } from '#log';
import { Lines } from '#realtime';

/** Credentials remembered between two writings; what comes beyond is written with the next use. */
const MOST = 50_000;
/** Between two writings: the last use of a credential is exact to half a minute. */
const EVERY_MS = 30_000;

/** When each credential was last used: noted in memory by each request, written together and off its way. */
@Injectable()
export class Sightings implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Sightings');
  private seen = new Map<string, Date>();
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly lines: Lines,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.write(), EVERY_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.write();
  }

  /** @param credential `session:<id>` or `key:<id>` */
  see(credential: string): void {
    if (this.seen.size < MOST) this.seen.set(credential, new Date());
  }

  /** Writes what was seen since the last time; one writing after the other. What cannot be written is logged and lost. */
  write(): Promise<void> {
    this.writing = this.writing.then(() => this.writeOnce()).catch((fault: unknown) => this.logger.error({ err: fault }, 'the last uses of credentials were not written'));
    return this.writing;
  }

  private async writeOnce(): Promise<void> {
    // Who holds a line open is there, though they only listen.
    for (const line of this.lines.all()) this.see(line.data.actor.credential ?? '');
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

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { EntityManager } from 'typeorm';
import { dataFolder } from '#config';
import { hashSecret, newSecret, systemActor } from '#kernel';
import { UnitOfWork } from '#log';
import { publicOrigin } from '#realtime';

/** Minutes within which a new hub must be taken over. */
const LASTS_MINUTES = 30;

/**
 * The one-time link by which the first administrator takes a new hub over. It is made at each start for as long as there
 * is no administrator, told in the log and in a file for the hub's own account alone. The token stands behind `#`: a
 * browser sends that to nobody, so no log of a server holds it.
 */
@Injectable()
export class SetupLink implements OnApplicationBootstrap {
  private readonly logger = new Logger('SetupLink');
  private made: string | null = null;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly host: HttpAdapterHost,
  ) {}

  /** The link of this start; null when the hub has an administrator. */
  get link(): string | null {
    return this.made;
  }

  async onApplicationBootstrap(): Promise<void> {
    // A worker has no door to take the hub over by; a link of its own would only close the one that a hub has told.
    if (this.host.httpAdapter == null) return;
    const token = newSecret();
    const open = await this.unitOfWork.run(systemActor('setup'), [], async ({ db, now }) => {
      if (await hasAdministrator(db)) return false;
      await db.query(
        `INSERT INTO identity_setup (token_hash, expires_at) VALUES ($1, $2::timestamptz + make_interval(mins => ${LASTS_MINUTES}))
         ON CONFLICT (one) DO UPDATE SET token_hash = excluded.token_hash, expires_at = excluded.expires_at, claimed_at = NULL`,
        [hashSecret(token), now],
      );
      return true;
    });
    if (!open) return this.forget();
    if (this.host.listening) this.tell(token);
    // Where the hub listens is known once it does.
    else this.host.listen$.subscribe(() => this.tell(token));
  }

  /** The link was used, or there is nothing to set up. */
  forget(): void {
    this.made = null;
    rmSync(this.file, { force: true });
  }

  private tell(token: string): void {
    this.made = `${publicOrigin() ?? this.address()}/setup#${token}`;
    mkdirSync(dataFolder(), { recursive: true });
    // Removed first, so that the mode holds for a file that was there before.
    rmSync(this.file, { force: true });
    writeFileSync(this.file, `${this.made}\n`, { mode: 0o600, flag: 'wx' });
    this.logger.log(`This hub has no administrator yet. Open this link within ${LASTS_MINUTES} minutes: ${this.made}`);
  }

  private get file(): string {
    return dataFolder('setup-link');
  }

  /** For the person at this machine: the loopback address, whatever else the hub listens on. */
  private address(): string {
    const { port } = (this.host.httpAdapter.getHttpServer() as Server).address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }
}

export async function hasAdministrator(db: EntityManager): Promise<boolean> {
  const rows = await db.query<unknown[]>(
    `SELECT 1 FROM identity_role r JOIN identity_person p ON p.id = r.person_id WHERE r.role = 'administrator' AND p.state = 'active' LIMIT 1`);
  return rows.length > 0;
}

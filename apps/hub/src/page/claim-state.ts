import { Injectable } from '@nestjs/common';
import { Database } from '#db';
import { systemActor } from '#kernel';

/** Whether somebody has taken this hub over. */
@Injectable()
export class ClaimState {
  constructor(private readonly database: Database) {}

  /** Null when the database does not answer. */
  async ask(): Promise<boolean | null> {
    try {
      return await this.database.transaction(systemActor('page'), [], async (db) => {
        const [row] = await db.query<{ claimed: boolean }[]>('SELECT claimed_at IS NOT NULL AS claimed FROM identity_setup');
        return row?.claimed ?? false;
      });
    } catch {
      return null;
    }
  }
}

import { Injectable } from '@nestjs/common';
import { Database } from '#db';
import { hasAdministrator } from '#identity';
import { systemActor } from '#kernel';

/** Whether somebody has taken this hub over, asked anew for each page. */
@Injectable()
export class ClaimState {
  constructor(private readonly database: Database) {}

  /** Null when the database does not answer. */
  async ask(): Promise<boolean | null> {
    try {
      return await this.database.transaction(systemActor('page'), [], hasAdministrator);
    } catch {
      return null;
    }
  }
}

import { Injectable } from '@nestjs/common';
import { Database } from '#db';
import { systemActor } from '#kernel';

const actor = systemActor('bridge');

/** Where a bridge has come, and the fence of whoever takes it on. */
export interface Held {
  readonly position: number;
  readonly fence: string;
}

/** How far each target has the feed, in the database. Who takes a cursor up draws a new fence: an older one moves nothing any more. */
@Injectable()
export class BridgeCursor {
  constructor(private readonly database: Database) {}

  /** Takes the cursor of a target up; a new target begins at the beginning of the feed. */
  async take(target: string): Promise<Held> {
    const [row] = await this.database.transaction(actor, [], (db) => db.query<{ position: string; fence: string }[]>(
      `INSERT INTO events_bridge AS b (target) VALUES ($1) ON CONFLICT (target) DO UPDATE SET fence = b.fence + 1 RETURNING position, fence`, [target]));
    if (row === undefined) throw new Error('the cursor of the bridge was not answered');
    return { position: Number(row.position), fence: row.fence };
  }

  /** @throws Error when another process has taken the cursor up */
  async move(target: string, { position, fence }: Held): Promise<void> {
    const [, moved] = await this.database.transaction(actor, [], (db) => db.query<[unknown, number]>(
      'UPDATE events_bridge SET position = $3 WHERE target = $1 AND fence = $2', [target, fence, position]));
    if (moved !== 1) throw new Error('the bridge goes on in another process');
  }
}

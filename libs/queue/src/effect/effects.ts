import { Injectable } from '@nestjs/common';
import type { Work } from '#log';

const LENGTH = 300;

/**
 * The ledger of effects: a job may run twice, what it does happens once. The entry is written in the transaction of the
 * effect, so that neither is there without the other. Only what stands in the database can be had once; whoever calls the
 * outside gives it the key instead.
 */
@Injectable()
export class Effects {
  /**
   * Does `effect` unless it was done under this key before. A second one at the same time waits for the first, and does it
   * only if the first is rolled back.
   * @param key names the effect for good: `<job name>:<ids>`, up to 300 characters
   * @returns whether it was done now
   */
  async once(work: Work, key: string, effect: () => Promise<unknown>): Promise<boolean> {
    if (key === '' || key.length > LENGTH) throw new Error(`the key of an effect has 1 to ${LENGTH} characters`);
    const rows = await work.db.query<unknown[]>('INSERT INTO queue_effect (key, at) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING RETURNING 1', [key, work.now]);
    if (rows.length === 0) return false;
    await effect();
    return true;
  }
}

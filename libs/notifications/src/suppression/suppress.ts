import type { EntityManager } from 'typeorm';
import type { z } from 'zod';
import type { notifications } from '#contracts';

/** An address to which no mail goes, and why. */
export interface Suppression {
  /** In lower case. */
  readonly address: string;
  readonly reason: z.output<typeof notifications.suppressionReason>;
  /** Enhanced status code (RFC 3463); null when there is none. */
  readonly status: string | null;
  readonly since: Date;
}

/** Stops mail to an address. What stopped it first stands, except that an administrator's word stands above what mail systems report. */
export async function suppress(db: EntityManager, { address, reason, status, since }: Suppression): Promise<void> {
  await db.query(
    `INSERT INTO notification_suppression AS s (address, reason, status, since) VALUES ($1, $2, $3, $4)
     ON CONFLICT (address) DO UPDATE SET reason = excluded.reason, status = excluded.status, since = excluded.since WHERE excluded.reason = 'by_hand' AND s.reason <> 'by_hand'`,
    [address.toLowerCase(), reason, status, since]);
}

/** Those of these addresses to which no mail goes. */
export async function suppressedOf(db: EntityManager, addresses: readonly string[]): Promise<ReadonlyMap<string, Suppression>> {
  const rows = await db.query<Suppression[]>('SELECT address, reason, status, since FROM notification_suppression WHERE address = ANY ($1::text[])', [addresses]);
  return new Map(rows.map((row) => [row.address, row]));
}

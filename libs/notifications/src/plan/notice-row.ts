import type { EntityManager } from 'typeorm';
import type { Appointment } from '#log';
import type { NoticeCategory } from '#contracts';

/** A notice as it is kept. */
export interface NoticeRow {
  readonly id: string;
  readonly name: string;
  readonly key: string;
  readonly category: NoticeCategory;
  readonly critical: boolean;
  readonly about: string;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly appointment: Appointment | null;
  readonly digestKey: string;
  readonly state: 'waiting' | 'told' | 'withdrawn';
  readonly at: Date;
  readonly until: Date | null;
  readonly people: readonly string[];
  readonly chain: readonly string[];
  /** How many of the people were told while it waits, in their order. */
  readonly toldOf: number;
  readonly acknowledgedAt: Date | null;
}

export const NOTICE = /* sql */ `n.id, n.name, n.key, n.category, n.critical, n.about, n.facts, n.appointment, n.digest_key AS "digestKey", n.state, n.at, n.until, n.people, n.chain, n.told_of AS "toldOf", n.acknowledged_at AS "acknowledgedAt"`;

/** What these notices are, without those who are told: of very many people that is much. */
export async function noticesOf(db: EntityManager, noticeIds: readonly string[]): Promise<ReadonlyMap<string, NoticeRow>> {
  const rows = await db.query<NoticeRow[]>(
    `SELECT ${NOTICE.replace('n.people, n.chain', `'{}'::uuid[] AS people, '{}'::uuid[] AS chain`)} FROM notification_notice n WHERE n.id = ANY ($1::uuid[])`, [[...new Set(noticeIds)]]);
  return new Map(rows.map((row) => [row.id, row]));
}

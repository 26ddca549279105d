import { z } from 'zod';
import { setting } from '#config';
import type { Work } from '#log';
import type { NoticeRow } from '../plan/notice-row.js';

const patience = setting('HUB_NOTICE_PATIENCE', z.coerce.number().min(1).max(86_400).default(300), 'seconds that a critical notice waits to be acknowledged before the next person of its chain is told; others wait four times as long');
/** How much longer than what is critical anything else waits. */
const OTHERS = 4;

/** When the next person of the chain is told, unless somebody acknowledges it before. */
export function dueAfter({ critical }: NoticeRow, now: Date): Date {
  return new Date(now.getTime() + patience.value * 1_000 * (critical ? 1 : OTHERS));
}

/** Begins with the chain of a notice in the transaction in which it is told: it can neither be forgotten nor begun twice. */
export async function openEscalation({ db }: Work, notice: NoticeRow, now: Date): Promise<void> {
  if (notice.chain.length === 0) return;
  await db.query('INSERT INTO notification_escalation (notice_id, step, due_at) VALUES ($1, 0, $2) ON CONFLICT DO NOTHING', [notice.id, dueAfter(notice, now)]);
}

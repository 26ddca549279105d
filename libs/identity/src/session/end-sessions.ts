import { identity } from '#contracts';
import type { Work } from '#log';
import { moveRights } from '../right/move-rights.js';

/** Which sessions: these, or all of a person but the one in use. */
export type Which = { readonly ids: readonly string[] } | { readonly personId: string; readonly except: string | null };

/** Ends live sessions, tells their owner, and closes their sockets. @returns how many there were */
export async function endSessions(work: Work, which: Which): Promise<number> {
  const [condition, values] = 'ids' in which ? ['id = ANY ($2::uuid[])', [which.ids]] : ['person_id = $2 AND id IS DISTINCT FROM $3::uuid', [which.personId, which.except]];
  const [ended] = await work.db.query<[{ id: string; person_id: string }[], number]>(
    `UPDATE identity_session SET ended_at = $1 WHERE ended_at IS NULL AND ${condition} RETURNING id, person_id`,
    [work.now, ...values],
  );
  for (const session of ended) work.record(identity.sessionChanged, `person:${session.person_id}`, { personId: session.person_id, sessionId: session.id, live: false });
  moveRights(work, ended.map((session) => `session:${session.id}`), 'session_ended');
  return ended.length;
}

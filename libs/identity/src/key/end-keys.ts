import { identity } from '#contracts';
import type { Work } from '#log';
import { moveRights } from '../right/move-rights.js';

/** Ends keys, tells their owners, and closes their sockets. @returns how many were live */
export async function endKeys(work: Work, ids: readonly string[]): Promise<number> {
  const [ended] = await work.db.query<[{ id: string; person_id: string }[], number]>(
    'UPDATE identity_api_key SET revoked_at = $1 WHERE revoked_at IS NULL AND id = ANY ($2::uuid[]) RETURNING id, person_id',
    [work.now, ids],
  );
  for (const key of ended) work.record(identity.keyChanged, `person:${key.person_id}`, { personId: key.person_id, keyId: key.id, live: false });
  moveRights(work, ended.map((key) => `key:${key.id}`), 'key_revoked');
  return ended.length;
}

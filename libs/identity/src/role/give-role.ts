import { identity } from '#contracts';
import type { GlobalRole } from '#kernel';
import type { Work } from '#log';
import { moveRights } from '../right/move-rights.js';
import { HeldRole } from './role.entity.js';

/** Gives a person a role that holds in the whole hub. @returns false when they hold it already */
export async function giveRole(work: Work, personId: string, role: GlobalRole): Promise<boolean> {
  const rows = await work.db.query<unknown[]>('INSERT INTO identity_role (person_id, role, granted_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING 1', [personId, role, work.now]);
  if (rows.length === 0) return false;
  work.record(identity.roleChanged, `person:${personId}`, { personId, role, held: true });
  moveRights(work, [`person:${personId}`]);
  return true;
}

/** Takes a role back. @returns false when they do not hold it */
export async function takeRole(work: Work, personId: string, role: GlobalRole): Promise<boolean> {
  const { affected } = await work.db.delete(HeldRole, { personId, role });
  if (affected === 0) return false;
  work.record(identity.roleChanged, `person:${personId}`, { personId, role, held: false });
  moveRights(work, [`person:${personId}`]);
  return true;
}

import type { EntityManager } from 'typeorm';
import { DomainError } from '#kernel';
import type { Standing } from '#realtime';

/** What two organisations agreed is for those who act for one of them, for the lead and for administrators. @throws DomainError forbidden */
export async function insistOnParty(db: EntityManager, standing: Standing, institutionIds: readonly (string | null)[]): Promise<void> {
  if (standing.has('lead') || standing.has('administrator')) return;
  const [row] = await db.query<{ party: boolean }[]>('SELECT corridor_acting() && $1::uuid[] AS party', [institutionIds.filter((id) => id !== null)]);
  if (row?.party !== true) throw new DomainError('forbidden', 'This is between two other organisations: ask one of them, or the lead.');
}

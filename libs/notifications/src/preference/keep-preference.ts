import type { EntityManager } from 'typeorm';
import { notifications } from '#contracts';
import { DomainError } from '#kernel';
import type { OuterChannel } from '../channel/channel.js';
import type { Preference } from './choose-preference.js';

/** Whose preference it is. */
export interface Owner {
  readonly kind: Preference['owner'];
  readonly id: string;
}

/** What a preference is about; a part that is left out holds for all. */
export interface Scope {
  readonly category?: Preference['category'];
  readonly channel?: OuterChannel | null;
  readonly about?: string | null;
}

/** Settles something for an owner; what they settled of exactly the same before is replaced. @throws DomainError too_many_preferences */
export async function keepPreference(db: EntityManager, owner: Owner, { category, channel, about }: Scope, wanted: boolean, now: Date): Promise<void> {
  // One at a time for each owner, so that the bound holds.
  await db.query(`SELECT pg_advisory_xact_lock(hashtextextended('notification_preference:' || $1, 0))`, [owner.id]);
  await db.query(
    `INSERT INTO notification_preference (owner, owner_id, category, channel, about, wanted, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT ON CONSTRAINT one_preference_for_a_scope DO UPDATE SET wanted = excluded.wanted, changed_at = excluded.changed_at`,
    [owner.kind, owner.id, category ?? null, channel ?? null, about ?? null, wanted, now]);
  const [row] = await db.query<{ held: number }[]>('SELECT count(*)::int AS held FROM notification_preference WHERE owner_id = $1', [owner.id]);
  if ((row?.held ?? 0) > notifications.preferencesOfOwner) throw new DomainError('too_many_preferences', `There are ${notifications.preferencesOfOwner} preferences already: clear some first.`);
}

/** Takes back what was settled of exactly this. @returns whether there was anything */
export async function dropPreference(db: EntityManager, owner: Owner, { category, channel, about }: Scope): Promise<boolean> {
  const [, count] = await db.query<[unknown, number]>(
    `DELETE FROM notification_preference WHERE owner = $1 AND owner_id = $2
     AND category IS NOT DISTINCT FROM $3 AND channel IS NOT DISTINCT FROM $4 AND about IS NOT DISTINCT FROM $5`, [owner.kind, owner.id, category ?? null, channel ?? null, about ?? null]);
  return count > 0;
}

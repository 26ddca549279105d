import type { EntityManager } from 'typeorm';
import type { NoticeCategory } from '#contracts';

/**
 * Ends mail of a category for a person: as a preference of theirs, so that they see it in their settings and can take it back there.
 * Where they wanted mail about one thing in particular, it ends for that thing too: what is more specific would win otherwise.
 */
export async function endMail(db: EntityManager, personId: string, category: NoticeCategory, now: Date): Promise<void> {
  await db.query(
    `INSERT INTO notification_preference (owner, owner_id, category, channel, about, wanted, changed_at)
     SELECT 'person', $1::uuid, $2, 'mail', about, false, $3 FROM (
       SELECT NULL AS about UNION
       SELECT about FROM notification_preference WHERE owner = 'person' AND owner_id = $1 AND about IS NOT NULL AND wanted AND coalesce(category, $2) = $2 AND coalesce(channel, 'mail') = 'mail'
     ) AS things
     ON CONFLICT (owner_id, about, category, channel) DO UPDATE SET wanted = false, changed_at = excluded.changed_at WHERE notification_preference.wanted`,
    [personId, category, now]);
}

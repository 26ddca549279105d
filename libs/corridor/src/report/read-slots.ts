import type { EntityManager } from 'typeorm';

/** What the free slots of a deployment count on a local day, by number; one that counts nothing is left out. */
export async function slotsOn(db: EntityManager, deploymentId: string, day: string): Promise<Readonly<Record<string, string>>> {
  const rows = await db.query<{ item: number; name: string | null }[]>(
    'SELECT DISTINCT ON (item) item, name FROM corridor_report_slot WHERE deployment_id = $1 AND from_day <= $2 ORDER BY item, from_day DESC', [deploymentId, day],
  );
  return Object.fromEntries(rows.flatMap(({ item, name }) => (name === null ? [] : [[String(item), name]])));
}

import { sealedColumns, type Sealer } from './sealer.js';

/** Anything that answers a query with rows, as the hub itself. */
export type Ask = <R extends object>(sql: string) => Promise<readonly R[]>;

/**
 * Looks whether this hub has the keys of all that is sealed in its database.
 * @returns one plain sentence for a person, or null when all can be opened
 */
export async function findUnopenable(sealer: Sealer, ask: Ask): Promise<string | null> {
  for (const { table, column } of sealedColumns()) {
    const [there] = await ask<{ there: boolean }>(`SELECT to_regclass('${table}') IS NOT NULL AS there`);
    if (there?.there !== true) continue;
    const keys = await ask<{ id: string; rows: number }>(`SELECT encode(substring("${column}" FROM 2 FOR 4), 'hex') AS id, count(*)::int AS rows FROM "${table}" GROUP BY 1`);
    const missing = keys.filter(({ id }) => !sealer.has(id));
    if (missing.length === 0) continue;
    const rows = missing.reduce((sum, one) => sum + one.rows, 0);
    return `Secrets in ${table} (${rows} of them) are sealed with a key that this hub does not have (${missing.map(({ id }) => id).join(', ')}): put back HUB_SEAL_KEY or the file secrets/seal-key of the data folder, or let the owners rotate their secrets.`;
  }
  return null;
}

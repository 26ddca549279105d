import type { TestHub } from '../support/hub.js';

/**
 * Where a text stands in clear: in which tables (rows of queues, receipts and events among them), in what was logged, in the
 * metrics. Bytes are searched as well, as PostgreSQL writes them.
 */
export async function whereabouts(hub: TestHub, text: string): Promise<string[]> {
  const tables = await hub.database.sql<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await hub.database.sql(`SELECT FROM ${name} t WHERE strpos(t::text, $1) > 0 OR strpos(t::text, $2) > 0 LIMIT 1`, [text, Buffer.from(text).toString('hex')]);
    if (rows.length > 0) found.push(name.replace('public.', ''));
  }
  if (hub.journal.some((line) => line.includes(text))) found.push('the journal');
  const metrics = await fetch(`${hub.url}/metrics`);
  if ((await metrics.text()).includes(text)) found.push('the metrics');
  return found;
}

import type pg from 'pg';

/** A table as a backup sees it: a partitioned table stands for all of its partitions. */
export interface Table {
  readonly name: string;
  /** Columns that hold what was written; generated ones follow from them. */
  readonly columns: readonly string[];
}

export interface Partition {
  readonly name: string;
  readonly parent: string;
  /** `FOR VALUES ...`, and `PARTITION BY ...` where it is divided further. */
  readonly bound: string;
}

/** All tables but the list of migrations, which the restored database writes itself. */
export async function readTables(client: pg.ClientBase): Promise<readonly Table[]> {
  const { rows } = await client.query<Table>(/* sql */ `
    SELECT c.relname AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> 'hub_migration'
    GROUP BY c.relname ORDER BY c.relname`);
  return rows;
}

/** Partitions, parents before children. */
export async function readPartitions(client: pg.ClientBase): Promise<readonly Partition[]> {
  const { rows } = await client.query<Partition>(/* sql */ `
    WITH RECURSIVE tree AS (
      SELECT c.oid, c.relname, i.inhparent, 1 AS depth FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
      JOIN pg_class p ON p.oid = i.inhparent AND p.relkind = 'p' AND NOT p.relispartition WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
      UNION ALL SELECT c.oid, c.relname, i.inhparent, depth + 1 FROM tree t JOIN pg_inherits i ON i.inhparent = t.oid JOIN pg_class c ON c.oid = i.inhrelid)
    SELECT t.relname AS name, p.relname AS parent,
      pg_get_expr(c.relpartbound, c.oid) || coalesce(' PARTITION BY ' || pg_get_partkeydef(c.oid), '') AS bound
    FROM tree t JOIN pg_class c ON c.oid = t.oid JOIN pg_class p ON p.oid = t.inhparent ORDER BY depth, t.relname`);
  return rows;
}

/** The next values of serial numbers, so that a restored database gives none out twice. */
export async function readSequences(client: pg.ClientBase): Promise<Readonly<Record<string, string>>> {
  const { rows } = await client.query<{ name: string; value: string }>(
    `SELECT sequencename AS name, last_value::text AS value FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL`);
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
}

/**
 * Tables whose rows the owner would not see: a backup that left them out in silence would be worse than none. Every
 * table lets the hub's own duties, or its owner, see all of its rows.
 */
export async function hiddenTables(client: pg.ClientBase): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>(/* sql */ `
    SELECT c.relname AS name FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relforcerowsecurity
      AND NOT EXISTS (SELECT FROM pg_policies p WHERE p.schemaname = 'public' AND p.tablename = c.relname AND p.permissive = 'PERMISSIVE'
        AND p.cmd IN ('ALL', 'SELECT') AND (p.qual IN ('true', 'hub_acting()', '( SELECT hub_acting() AS hub_acting)') OR p.qual LIKE '%hub_system()%' OR p.qual LIKE '%system:%')
        AND p.roles && ARRAY['public', current_user]::name[])`);
  return rows.map(({ name }) => name);
}

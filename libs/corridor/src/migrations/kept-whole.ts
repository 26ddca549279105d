import { sqlMigration } from '#db';

/**
 * A backup is written by the hub itself and holds every row, so every table lets the hub's own duties see all of it; restricted
 * items are seen by the backup alone. Whoever is a person still reads by the same one policy as before.
 */
export const keptWhole = sqlMigration(1763781992000, 'corridor kept whole', '0.1.0', /* sql */ `
  DO $$
  DECLARE p record;
  BEGIN
    FOR p IN SELECT DISTINCT ON (tablename) policyname, tablename, qual FROM pg_policies r
      WHERE schemaname = 'public' AND tablename LIKE 'corridor\\_%' AND permissive = 'PERMISSIVE' AND cmd IN ('ALL', 'SELECT')
        AND NOT EXISTS (SELECT FROM pg_policies o WHERE o.schemaname = 'public' AND o.tablename = r.tablename AND o.cmd IN ('ALL', 'SELECT')
          AND (o.qual LIKE '%hub_system()%' OR o.qual IN ('true', 'hub_acting()')))
      ORDER BY tablename, policyname LOOP
      EXECUTE format('ALTER POLICY %I ON %I USING (%s OR (%s))', p.policyname, p.tablename,
        CASE WHEN p.tablename LIKE 'corridor\\_restricted\\_%' THEN 'current_setting(''hub.actor'', true) = ''system:backup''' ELSE 'hub_system()' END, p.qual);
    END LOOP;
  END $$;
`);

import { sqlMigration } from '#db';

/**
 * What the hub itself does (storing positions above all) asks nobody's leave: every line that is drawn for readers begins with
 * that, and a function that is called to say so for each row costs more than the row. So the policies say it themselves.
 */
export const ownDuties = sqlMigration(1763781991000, 'corridor own duties', '0.1.0', /* sql */ `
  DO $$
  DECLARE p record;
  BEGIN
    -- Those that are one such line alone.
    FOR p IN SELECT policyname, tablename, qual FROM pg_policies WHERE schemaname = 'public' AND qual ~ '^corridor_(reads|shared|known)\\(' LOOP
      EXECUTE format('ALTER POLICY %I ON %I USING (hub_system() OR (%s))', p.policyname, p.tablename, p.qual);
    END LOOP;
  END $$;
`);

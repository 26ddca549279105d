import { sqlMigration } from '#db';

/**
 * The line of the compact, worked out once for a statement instead of once for each row: a page of a long track took the
 * better part of its time in it (0.4 ms a row, now 0.006). Last of all, since it goes over the policies of every table that shares by class.
 */
export const terms = sqlMigration(1763781990000, 'corridor terms', '0.1.0', /* sql */ `
  -- Of whom the person who acts reads this class, and from when on: { owner: instant }. As corridor_shared_since says of each.
  CREATE FUNCTION corridor_terms(class text) RETURNS jsonb LANGUAGE sql STABLE
    RETURN (
      WITH acting AS MATERIALIZED (SELECT corridor_acting() AS ids)
      SELECT coalesce(jsonb_object_agg(owner, since), '{}') FROM (
        SELECT owner, min(CASE WHEN retention_days IS NULL THEN '-infinity'::timestamptz ELSE now() - make_interval(days => retention_days) END) AS since FROM (
          SELECT DISTINCT ON (o.id, g.reader) o.id AS owner, g.retention_days
          FROM (SELECT unnest(ids) AS id FROM acting UNION SELECT mine.institution_id FROM corridor_member mine JOIN corridor_member other USING (corridor_id)
            WHERE other.institution_id = ANY ((SELECT ids FROM acting)::uuid[])) o
          CROSS JOIN LATERAL corridor_grounds(o.id, class) g WHERE g.reader = ANY ((SELECT ids FROM acting)::uuid[]) ORDER BY o.id, g.reader, g.rank) best
        GROUP BY owner) each);
  CREATE FUNCTION corridor_reads(owner uuid, terms jsonb) RETURNS boolean LANGUAGE sql STABLE
    RETURN hub_system() OR hub_has_role('administrator') OR terms ? owner::text;
  CREATE FUNCTION corridor_reads_since(owner uuid, terms jsonb) RETURNS timestamptz LANGUAGE sql STABLE
    RETURN CASE WHEN hub_system() OR hub_has_role('administrator') THEN '-infinity'::timestamptz ELSE coalesce((terms ->> owner::text)::timestamptz, 'infinity'::timestamptz) END;

  DO $$
  DECLARE p record;
  BEGIN
    FOR p IN SELECT policyname, tablename, qual FROM pg_policies WHERE schemaname = 'public' AND qual ~ 'corridor_shared(_since)?\\(institution_id, ''\\w+''::text\\)' LOOP
      EXECUTE format('ALTER POLICY %I ON %I USING (%s)', p.policyname, p.tablename, regexp_replace(regexp_replace(p.qual,
        'corridor_shared\\(institution_id, (''\\w+''::text)\\)', 'corridor_reads(institution_id, (SELECT corridor_terms(\\1)))', 'g'),
        'corridor_shared_since\\(institution_id, (''\\w+''::text)\\)', 'corridor_reads_since(institution_id, (SELECT corridor_terms(\\1)))', 'g'));
    END LOOP;
    -- Tables whose rows are of several classes.
    FOR p IN SELECT policyname, tablename, qual FROM pg_policies WHERE schemaname = 'public' AND qual LIKE '%corridor_shared(institution_id, data_class)%' LOOP
      EXECUTE format('ALTER POLICY %I ON %I USING (%s)', p.policyname, p.tablename, replace(p.qual, 'corridor_shared(institution_id, data_class)',
        'corridor_reads(institution_id, (SELECT jsonb_object_agg(c, corridor_terms(c)) FROM unnest(ARRAY[''position'', ''capacity'', ''stock'', ''staff'', ''equipment'', ''alert'', ''report'']) AS c) -> data_class)'));
    END LOOP;
  END $$;
`);

import { sqlMigration } from '#db';

/**
 * Who may know where a unit is: those who read the position of its operator exactly and at once, by the same grounds as every read,
 * and as far back. The owners are worked out once for a statement.
 */
export const located = sqlMigration(1763781405000, 'corridor located', '0.1.0', /* sql */ `
  CREATE FUNCTION corridor_locates() RETURNS uuid[] LANGUAGE sql STABLE
    RETURN (
      WITH acting AS MATERIALIZED (SELECT corridor_acting() AS ids)
      SELECT coalesce(array_agg(DISTINCT owner), '{}') FROM (
        SELECT DISTINCT ON (o.id, g.reader) o.id AS owner, g.precision_metres, g.delay_seconds
        FROM (SELECT unnest(ids) AS id FROM acting UNION SELECT mine.institution_id FROM corridor_member mine JOIN corridor_member other USING (corridor_id)
          WHERE other.institution_id = ANY ((SELECT ids FROM acting)::uuid[])) o
        CROSS JOIN LATERAL corridor_grounds(o.id, 'position') g WHERE g.reader = ANY ((SELECT ids FROM acting)::uuid[]) ORDER BY o.id, g.reader, g.rank) best
      WHERE precision_metres IS NULL AND delay_seconds = 0);
  ALTER POLICY located ON corridor_route USING (hub_system() OR hub_has_role('administrator') OR institution_id = ANY ((SELECT corridor_locates())::uuid[]));
  ALTER POLICY located ON corridor_arrival USING (hub_system() OR hub_has_role('administrator') OR institution_id = ANY ((SELECT corridor_locates())::uuid[]));
  -- What lies further back than the compact shows is not shown.
  ALTER POLICY located ON corridor_crossing USING (hub_system() OR hub_has_role('administrator')
    OR (institution_id = ANY ((SELECT corridor_locates())::uuid[]) AND crossed_at >= corridor_shared_since(institution_id, 'position')));
  DROP FUNCTION corridor_located(uuid);
`);

import { sqlMigration } from '#db';

/**
 * The compact in one place: `corridor_grounds` says who may read what an owner has of a class, and why. Reads, streams,
 * snapshots, the explainer and the dry run all ask it, so that they cannot differ.
 */
export const sharing = sqlMigration(1763781110000, 'corridor sharing', '0.1.0', /* sql */ `
  -- Someone lent to an organisation holds a post for it without being affiliated; they know the corridor, and their posts.
  ALTER POLICY known ON corridor_post USING (person_id = hub_person() OR hub_system() OR hub_has_role('administrator')
    OR EXISTS (SELECT FROM corridor_member m WHERE m.corridor_id = corridor_post.corridor_id AND m.institution_id = ANY (hub_institutions())));
  CREATE OR REPLACE FUNCTION corridor_known(corridor uuid) RETURNS boolean LANGUAGE sql STABLE
    RETURN hub_system() OR hub_has_role('administrator') OR EXISTS (SELECT FROM corridor_member m WHERE m.corridor_id = corridor AND m.institution_id = ANY (hub_institutions()))
      OR EXISTS (SELECT FROM corridor_post p JOIN corridor_member m USING (corridor_id, institution_id) WHERE p.corridor_id = corridor AND p.person_id = hub_person());

  -- The institutions that the person who acts speaks for: those of a coordinator or integrator, and those that gave them a post.
  -- Whoever merely belongs to one knows the registry and reads nothing that is shared.
  CREATE FUNCTION corridor_acting() RETURNS uuid[] LANGUAGE sql STABLE
    RETURN CASE WHEN hub_has_role('coordinator') OR hub_has_role('integrator') THEN hub_institutions() ELSE '{}'::uuid[] END
      || ARRAY(SELECT p.institution_id FROM corridor_post p JOIN corridor_member m USING (corridor_id, institution_id) WHERE p.person_id = hub_person());

  -- Who reads what an owner has of a class, and on which ground: 1 their own, 2 hosts of its deployments under way, 3 grants made
  -- out to them alone, 4 grants to all. The lowest counts. A grant rests while the two are in no corridor together.
  CREATE FUNCTION corridor_grounds(owner uuid, class text)
    RETURNS TABLE (reader uuid, rank int, deployment_id uuid, grant_id uuid, precision_metres int, delay_seconds int, retention_days int) LANGUAGE sql STABLE
  BEGIN ATOMIC
    SELECT owner, 1, NULL::uuid, NULL::uuid, NULL::int, 0, NULL::int
    UNION ALL
    SELECT d.host_id, 2, d.id, NULL::uuid, NULL::int, 0, NULL::int FROM corridor_deployment d WHERE d.operator_id = owner
      AND d.state IN ('accepted', 'mobilising', 'in_transit', 'diverted', 'arrived', 'setting_up', 'operational', 'constrained', 'transitioning', 'demobilising')
      AND EXISTS (SELECT FROM corridor_member m WHERE m.corridor_id = d.corridor_id AND m.institution_id = d.host_id)
    UNION ALL
    SELECT r.institution_id, CASE WHEN g.reader_id IS NULL THEN 4 ELSE 3 END, NULL::uuid, g.id, g.precision_metres, g.delay_seconds, g.retention_days
      FROM corridor_grant g JOIN LATERAL (
        SELECT DISTINCT other.institution_id FROM corridor_member mine JOIN corridor_member other USING (corridor_id)
        WHERE mine.institution_id = g.owner_id AND other.institution_id <> g.owner_id AND (g.reader_id IS NULL OR other.institution_id = g.reader_id)) r ON true
      WHERE g.owner_id = owner AND g.data_class = class AND g.ended_at IS NULL;
  END;

  CREATE OR REPLACE FUNCTION corridor_shared(owner uuid, class text) RETURNS boolean LANGUAGE sql STABLE
    RETURN hub_system() OR hub_has_role('administrator') OR EXISTS (SELECT FROM corridor_grounds(owner, class) g WHERE g.reader = ANY ((SELECT corridor_acting())::uuid[]));

  -- From when on the person who acts may read what this owner has of this class: '-infinity' is all of it, 'infinity' nothing.
  CREATE FUNCTION corridor_shared_since(owner uuid, class text) RETURNS timestamptz LANGUAGE sql STABLE
    RETURN CASE WHEN hub_system() OR hub_has_role('administrator') THEN '-infinity'::timestamptz ELSE coalesce((
      SELECT min(CASE WHEN best.retention_days IS NULL THEN '-infinity'::timestamptz ELSE now() - make_interval(days => best.retention_days) END)
      FROM (SELECT DISTINCT ON (g.reader) g.retention_days FROM corridor_grounds(owner, class) g WHERE g.reader = ANY ((SELECT corridor_acting())::uuid[]) ORDER BY g.reader, g.rank) best
    ), 'infinity'::timestamptz) END;

  ALTER POLICY given ON corridor_grant WITH CHECK (hub_has_role('administrator') OR owner_id = ANY (corridor_acting()));
  ALTER POLICY ended ON corridor_grant USING (hub_has_role('administrator') OR owner_id = ANY (corridor_acting()));
`);

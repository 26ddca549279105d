import { sqlMigration } from '#db';

/**
 * Fences, and what units crossed. A crossing says where a unit was, so it is shown to those alone who read the position of
 * its operator exactly and at once: to others it would give away what the compact blurs.
 */
export const fences = sqlMigration(1763781400000, 'corridor fences', '0.1.0', /* sql */ `
  CREATE TABLE corridor_fence (
    id uuid PRIMARY KEY,
    corridor_id uuid NOT NULL REFERENCES corridor_corridor (id),
    institution_id uuid NOT NULL REFERENCES corridor_institution (id),
    name text NOT NULL CONSTRAINT fence_name_length CHECK (length(name) BETWEEN 1 AND 200),
    names jsonb NOT NULL,
    version int NOT NULL CONSTRAINT fence_version CHECK (version >= 1),
    retired_at timestamptz
  );
  CREATE INDEX corridor_fence_by_corridor ON corridor_fence (corridor_id, id);
  -- How a fence is drawn from an instant on; a fix is judged by the form of its own time.
  CREATE TABLE corridor_fence_form (
    fence_id uuid NOT NULL REFERENCES corridor_fence (id),
    version int NOT NULL,
    corridor_id uuid NOT NULL REFERENCES corridor_corridor (id),
    since timestamptz NOT NULL,
    shape jsonb NOT NULL,
    rule jsonb NOT NULL,
    calendar jsonb,
    PRIMARY KEY (fence_id, version)
  );
  -- Counts up with every change to what is judged in a corridor, so that what is compiled is known to be old.
  CREATE TABLE corridor_drawing (
    corridor_id uuid PRIMARY KEY REFERENCES corridor_corridor (id),
    version bigint NOT NULL
  );
  -- Where the track of a unit has come to stand toward fences, borders and its route, after its newest fix.
  CREATE TABLE corridor_following (
    unit_id uuid PRIMARY KEY REFERENCES corridor_unit (id),
    corridor_id uuid NOT NULL REFERENCES corridor_corridor (id),
    standing jsonb NOT NULL
  );
  -- A function of the track sorted by time of fix, always: what later fixes refute is taken out.
  CREATE TABLE corridor_crossing (
    id uuid PRIMARY KEY,
    corridor_id uuid NOT NULL REFERENCES corridor_corridor (id),
    institution_id uuid NOT NULL REFERENCES corridor_institution (id),
    unit_id uuid NOT NULL REFERENCES corridor_unit (id),
    deployment_id uuid REFERENCES corridor_deployment (id),
    fence_id uuid REFERENCES corridor_fence (id),
    -- inside and outside of a fence; codes of countries at a border.
    from_value text,
    to_value text NOT NULL,
    crossed_at timestamptz NOT NULL,
    -- The fix that settled it; one fix may settle several, in this order.
    settled_at timestamptz NOT NULL,
    place smallint NOT NULL,
    late boolean NOT NULL,
    recorded_at timestamptz NOT NULL
  );
  CREATE INDEX corridor_crossing_by_unit ON corridor_crossing (unit_id, settled_at, place);
  CREATE INDEX corridor_crossing_by_time ON corridor_crossing (corridor_id, crossed_at DESC, id DESC);
  CREATE TABLE corridor_border_rules (
    corridor_id uuid NOT NULL REFERENCES corridor_corridor (id),
    country_code text NOT NULL,
    languages text[] NOT NULL,
    forms text[] NOT NULL,
    PRIMARY KEY (corridor_id, country_code)
  );

  -- Whether the institutions of the person who acts read where units of this owner are, exactly and at once.
  CREATE FUNCTION corridor_located(owner uuid) RETURNS boolean LANGUAGE sql STABLE
    RETURN hub_system() OR hub_has_role('administrator') OR owner = ANY (hub_institutions())
      OR EXISTS (SELECT FROM corridor_deployment d WHERE d.operator_id = owner AND d.host_id = ANY (hub_institutions())
        AND d.state IN ('accepted', 'mobilising', 'in_transit', 'diverted', 'arrived', 'setting_up', 'operational', 'constrained', 'transitioning', 'demobilising'))
      -- Of two grants the one made out to the reader alone counts.
      OR EXISTS (SELECT FROM unnest(hub_institutions()) AS reader (id) CROSS JOIN LATERAL (
          SELECT g.precision_metres, g.delay_seconds FROM corridor_grant g WHERE g.owner_id = owner AND g.data_class = 'position' AND g.ended_at IS NULL AND (
            g.reader_id = reader.id OR (g.reader_id IS NULL AND EXISTS (SELECT FROM corridor_member o JOIN corridor_member r USING (corridor_id)
              WHERE o.institution_id = owner AND r.institution_id = reader.id)))
          ORDER BY g.reader_id NULLS LAST LIMIT 1) shown
        WHERE shown.precision_metres IS NULL AND shown.delay_seconds = 0);

  ALTER TABLE corridor_fence ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY known ON corridor_fence FOR SELECT USING (corridor_known(corridor_id));
  CREATE POLICY granted ON corridor_fence USING (hub_system() OR corridor_id = ANY (hub_granted()));
  GRANT SELECT, INSERT, UPDATE ON corridor_fence TO hub_app;

  ALTER TABLE corridor_fence_form ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY known ON corridor_fence_form FOR SELECT USING (corridor_known(corridor_id));
  CREATE POLICY granted ON corridor_fence_form USING (hub_system() OR corridor_id = ANY (hub_granted()));
  GRANT SELECT, INSERT ON corridor_fence_form TO hub_app;

  ALTER TABLE corridor_drawing ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  -- A number that says nothing but that something changed.
  CREATE POLICY counted ON corridor_drawing USING (hub_acting());
  GRANT SELECT, INSERT, UPDATE ON corridor_drawing TO hub_app;

  ALTER TABLE corridor_following ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY followed ON corridor_following USING (hub_system() OR unit_id = ANY (hub_granted()));
  GRANT SELECT, INSERT, UPDATE ON corridor_following TO hub_app;

  ALTER TABLE corridor_crossing ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY located ON corridor_crossing FOR SELECT USING (corridor_located(institution_id));
  -- A read is granted its unit as well, so what is granted opens writing alone.
  CREATE POLICY added ON corridor_crossing FOR INSERT WITH CHECK (hub_system() OR unit_id = ANY (hub_granted()));
  CREATE POLICY corrected ON corridor_crossing FOR UPDATE USING (hub_system() OR unit_id = ANY (hub_granted()));
  CREATE POLICY withdrawn ON corridor_crossing FOR DELETE USING (hub_system() OR unit_id = ANY (hub_granted()));
  GRANT SELECT, INSERT, UPDATE (settled_at, place), DELETE ON corridor_crossing TO hub_app;

  ALTER TABLE corridor_border_rules ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY known ON corridor_border_rules FOR SELECT USING (corridor_known(corridor_id));
  CREATE POLICY granted ON corridor_border_rules USING (hub_system() OR corridor_id = ANY (hub_granted()));
  GRANT SELECT, INSERT, UPDATE ON corridor_border_rules TO hub_app;
`);

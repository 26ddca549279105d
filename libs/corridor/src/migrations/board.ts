import { sqlMigration } from '#db';

/** What centres and units say they have. One row a board and class, so that the compact is drawn by row and the beds are checked as a whole. */
export const board = sqlMigration(1763781500000, 'corridor boards', '0.1.0', /* sql */ `
  -- Centres and units as what has a board and keeps stock; a unit is where its deployment under way is, otherwise at home.
  CREATE VIEW corridor_holder WITH (security_invoker = true) AS
    SELECT 'centre' AS kind, c.id, c.corridor_id, c.institution_id, c.name, c.country_code, c.zone, NULL::uuid AS deployment_id, NULL::text AS emt_type, NULL::jsonb AS declared, c.state = 'open' AS open
    FROM corridor_centre c
    UNION ALL
    SELECT 'unit', u.id, u.corridor_id, u.institution_id, u.name, coalesce(d.country_code, i.country_code), coalesce(d.zone, i.zone), d.id, u.emt_type, u.declared, u.state <> 'retired'
    FROM corridor_unit u JOIN corridor_institution i ON i.id = u.institution_id
    LEFT JOIN corridor_deployment d ON d.unit_id = u.id
      AND d.state IN ('accepted', 'mobilising', 'in_transit', 'diverted', 'arrived', 'setting_up', 'operational', 'constrained', 'transitioning', 'demobilising');
  GRANT SELECT ON corridor_holder TO hub_app;

  -- A number of a board as it stands in its row; null when it is no number or not known.
  CREATE FUNCTION corridor_number(readings jsonb, field text) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN jsonb_typeof(readings -> field -> 'value') = 'number' THEN (readings -> field ->> 'value')::numeric END;
  -- Of each kind of bed at most baseline and surge together are available. What is not known breaks no rule.
  CREATE FUNCTION corridor_beds_fit(readings jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN NOT EXISTS (SELECT FROM jsonb_object_keys(readings) AS k (field)
      WHERE (k.field LIKE 'beds.%' AND corridor_number(readings, k.field) < 0)
        OR (k.field LIKE 'beds.%.available' AND corridor_number(readings, k.field)
          > corridor_number(readings, replace(k.field, '.available', '.baseline')) + coalesce(corridor_number(readings, replace(k.field, '.available', '.surge')), 0)));

  CREATE TABLE corridor_board (
    corridor_id uuid NOT NULL REFERENCES corridor_corridor (id),
    institution_id uuid NOT NULL REFERENCES corridor_institution (id),
    holder_kind text NOT NULL CONSTRAINT board_holder_kind CHECK (holder_kind IN ('centre', 'unit')),
    holder_id uuid NOT NULL,
    data_class text NOT NULL CONSTRAINT board_class CHECK (data_class IN ('capacity', 'staff')),
    -- By field: { value, asOf, by, source }, the latest as-of of each.
    readings jsonb NOT NULL CONSTRAINT board_beds_fit CHECK (corridor_beds_fit(readings)),
    -- When the next field turns stale that was not told yet, and up to when that was looked at.
    stale_due timestamptz,
    stale_told timestamptz,
    PRIMARY KEY (holder_id, data_class)
  );
  CREATE INDEX corridor_board_by_corridor ON corridor_board (corridor_id, holder_id);
  CREATE INDEX corridor_board_stale_due ON corridor_board (stale_due) WHERE stale_due IS NOT NULL;

  -- Everything that was ever reported; appended to only.
  CREATE TABLE corridor_reading (
    id uuid PRIMARY KEY,
    corridor_id uuid NOT NULL REFERENCES corridor_corridor (id),
    institution_id uuid NOT NULL REFERENCES corridor_institution (id),
    holder_id uuid NOT NULL,
    deployment_id uuid REFERENCES corridor_deployment (id),
    data_class text NOT NULL CONSTRAINT reading_class CHECK (data_class IN ('capacity', 'staff')),
    field text NOT NULL,
    value jsonb NOT NULL,
    as_of timestamptz NOT NULL,
    reported_at timestamptz NOT NULL,
    person_id uuid NOT NULL,
    source text NOT NULL CONSTRAINT reading_source CHECK (source IN ('person', 'device', 'import'))
  );
  CREATE INDEX corridor_reading_latest ON corridor_reading (holder_id, as_of DESC, id DESC);

  ALTER TABLE corridor_board ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY shared ON corridor_board FOR SELECT USING (corridor_shared(institution_id, data_class));
  CREATE POLICY reported ON corridor_board FOR INSERT WITH CHECK (hub_system() OR holder_id = ANY (hub_granted()));
  CREATE POLICY moved ON corridor_board FOR UPDATE USING (hub_system() OR holder_id = ANY (hub_granted()));
  GRANT SELECT, INSERT, UPDATE ON corridor_board TO hub_app;

  ALTER TABLE corridor_reading ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY shared ON corridor_reading FOR SELECT USING (corridor_shared(institution_id, data_class));
  CREATE POLICY reported ON corridor_reading FOR INSERT WITH CHECK (hub_system() OR holder_id = ANY (hub_granted()));
  GRANT SELECT, INSERT ON corridor_reading TO hub_app;
`);

import { sqlMigration } from '#db';

/**
 * Who takes part in a corridor and what they bring. The registry is known to everybody who belongs to a member; what the
 * units and centres report is another matter: `corridor_shared` draws that line, by the compact between organisations.
 */
export const registry = sqlMigration(1763781000000, 'corridor registry', '0.1.0', /* sql */ `
  -- The corridor's own copy of the institutions, kept up by events of the alliance.
  CREATE TABLE corridor_institution (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    country_code text NOT NULL,
    zone text NOT NULL,
    state text NOT NULL
  );
  CREATE TABLE corridor_corridor (
    id uuid PRIMARY KEY,
    name text NOT NULL CONSTRAINT corridor_name_length CHECK (length(name) BETWEEN 1 AND 200),
    names jsonb NOT NULL,
    countries text[] NOT NULL CONSTRAINT corridor_countries CHECK (cardinality(countries) BETWEEN 1 AND 30),
    state text NOT NULL CONSTRAINT corridor_state_known CHECK (state IN ('active', 'closed')),
    founded_at timestamptz NOT NULL
  );
  CREATE TABLE corridor_member (
    corridor_id uuid NOT NULL REFERENCES corridor_corridor (id),
    institution_id uuid NOT NULL REFERENCES corridor_institution (id),
    role text NOT NULL CONSTRAINT member_role_known CHECK (role IN ('lead', 'operator', 'host', 'centre', 'supplier', 'observer')),
    since timestamptz NOT NULL,
    PRIMARY KEY (corridor_id, institution_id, role)
  );
  CREATE INDEX corridor_member_institution ON corridor_member (institution_id);
  CREATE TABLE corridor_post (
    corridor_id uuid NOT NULL REFERENCES corridor_corridor (id),
    institution_id uuid NOT NULL REFERENCES corridor_institution (id),
    person_id uuid NOT NULL,
    post text NOT NULL CONSTRAINT post_known CHECK (post IN ('coordinator', 'authority', 'field', 'protection')),
    since timestamptz NOT NULL,
    PRIMARY KEY (corridor_id, institution_id, person_id, post)
  );
  CREATE INDEX corridor_post_person ON corridor_post (person_id);
  CREATE TABLE corridor_centre (
    id uuid PRIMARY KEY,
    corridor_id uuid NOT NULL REFERENCES corridor_corridor (id),
    institution_id uuid NOT NULL REFERENCES corridor_institution (id),
    name text NOT NULL CONSTRAINT centre_name_length CHECK (length(name) BETWEEN 1 AND 200),
    names jsonb NOT NULL,
    country_code text NOT NULL,
    zone text NOT NULL,
    latitude double precision NOT NULL CONSTRAINT centre_latitude CHECK (latitude BETWEEN -90 AND 90),
    longitude double precision NOT NULL CONSTRAINT centre_longitude CHECK (longitude BETWEEN -180 AND 180),
    services text[] NOT NULL,
    hours jsonb NOT NULL,
    outside_ids jsonb NOT NULL,
    state text NOT NULL CONSTRAINT centre_state_known CHECK (state IN ('open', 'closed'))
  );
  CREATE INDEX corridor_centre_by_name ON corridor_centre (corridor_id, name, id);
  CREATE TABLE corridor_stop (
    corridor_id uuid NOT NULL REFERENCES corridor_corridor (id),
    place int NOT NULL CONSTRAINT stop_place CHECK (place >= 1),
    centre_id uuid NOT NULL REFERENCES corridor_centre (id),
    PRIMARY KEY (corridor_id, place),
    CONSTRAINT each_centre_once UNIQUE (corridor_id, centre_id)
  );
  CREATE TABLE corridor_unit (
    id uuid PRIMARY KEY,
    corridor_id uuid NOT NULL REFERENCES corridor_corridor (id),
    institution_id uuid NOT NULL REFERENCES corridor_institution (id),
    name text NOT NULL CONSTRAINT unit_name_length CHECK (length(name) BETWEEN 1 AND 200),
    names jsonb NOT NULL,
    emt_type text NOT NULL CONSTRAINT unit_emt_type_known CHECK (emt_type IN ('type_1_mobile', 'type_1_fixed', 'type_2', 'type_3', 'specialised_care_team')),
    declared jsonb NOT NULL,
    crew jsonb NOT NULL,
    vehicle jsonb NOT NULL,
    outside_ids jsonb NOT NULL,
    state text NOT NULL CONSTRAINT unit_state_known CHECK (state IN ('in_service', 'out_of_service', 'retired'))
  );
  CREATE INDEX corridor_unit_by_name ON corridor_unit (corridor_id, name, id);
  CREATE TABLE corridor_deployment (
    id uuid PRIMARY KEY,
    corridor_id uuid NOT NULL REFERENCES corridor_corridor (id),
    unit_id uuid NOT NULL REFERENCES corridor_unit (id),
    -- Whose unit it is, and whose country it works in.
    operator_id uuid NOT NULL REFERENCES corridor_institution (id),
    host_id uuid NOT NULL REFERENCES corridor_institution (id),
    -- Where it works, once it is there.
    site_name text NOT NULL CONSTRAINT deployment_site_name CHECK (length(site_name) BETWEEN 1 AND 200),
    country_code text NOT NULL,
    zone text NOT NULL,
    latitude double precision NOT NULL CONSTRAINT deployment_latitude CHECK (latitude BETWEEN -90 AND 90),
    longitude double precision NOT NULL CONSTRAINT deployment_longitude CHECK (longitude BETWEEN -180 AND 180),
    centre_id uuid REFERENCES corridor_centre (id),
    state text NOT NULL CONSTRAINT deployment_state_known CHECK (state IN ('planned', 'requested', 'accepted', 'mobilising', 'in_transit', 'diverted', 'arrived', 'setting_up',
      'operational', 'constrained', 'transitioning', 'demobilising', 'closed', 'declined', 'cancelled', 'evacuated')),
    -- Counts up with every step: timers and jobs name the one that they were made for.
    version int NOT NULL CONSTRAINT deployment_version CHECK (version >= 1),
    planned_at timestamptz NOT NULL
  );
  -- A unit is on one deployment at a time: whatever is decided and not over.
  CREATE UNIQUE INDEX one_deployment_under_way ON corridor_deployment (unit_id)
    WHERE state IN ('accepted', 'mobilising', 'in_transit', 'diverted', 'arrived', 'setting_up', 'operational', 'constrained', 'transitioning', 'demobilising');
  CREATE INDEX corridor_deployment_by_corridor ON corridor_deployment (corridor_id, id);
  CREATE INDEX corridor_deployment_host ON corridor_deployment (host_id, operator_id);

  -- The compact: what one organisation shares with another, or (reader null) with all members of its corridors.
  CREATE TABLE corridor_grant (
    id uuid PRIMARY KEY,
    owner_id uuid NOT NULL REFERENCES corridor_institution (id),
    reader_id uuid REFERENCES corridor_institution (id),
    data_class text NOT NULL CONSTRAINT grant_class_known CHECK (data_class IN ('position', 'capacity', 'stock', 'staff', 'equipment', 'alert', 'report')),
    purpose text NOT NULL CONSTRAINT grant_purpose_length CHECK (length(purpose) BETWEEN 1 AND 300),
    -- Positions only: rounded to this many metres (null: exact) and shown this much later.
    precision_metres int CONSTRAINT grant_precision CHECK (precision_metres BETWEEN 10 AND 1000000),
    delay_seconds int NOT NULL CONSTRAINT grant_delay CHECK (delay_seconds BETWEEN 0 AND 604800),
    -- What is older is not shared any more; null: all of it is.
    retention_days int CONSTRAINT grant_retention CHECK (retention_days BETWEEN 1 AND 36500),
    given_by uuid NOT NULL,
    given_at timestamptz NOT NULL,
    ended_at timestamptz CONSTRAINT grant_ends_after_it_began CHECK (ended_at >= given_at),
    CONSTRAINT grant_is_for_others CHECK (owner_id <> reader_id)
  );
  CREATE UNIQUE INDEX one_open_grant ON corridor_grant (owner_id, reader_id, data_class) NULLS NOT DISTINCT WHERE ended_at IS NULL;
  CREATE INDEX corridor_grant_reader ON corridor_grant (reader_id) WHERE ended_at IS NULL;

  -- Whether the person who acts belongs to a member of the corridor.
  CREATE FUNCTION corridor_known(corridor uuid) RETURNS boolean LANGUAGE sql STABLE
    RETURN hub_system() OR hub_has_role('administrator') OR EXISTS (SELECT FROM corridor_member m WHERE m.corridor_id = corridor AND m.institution_id = ANY (hub_institutions()));
  -- Whether the institutions of the person who acts may read what this owner has of this class: their own, what a host of the
  -- owner's deployment under way must see to do its duty, and what the owner's compact shares with them.
  CREATE FUNCTION corridor_shared(owner uuid, class text) RETURNS boolean LANGUAGE sql STABLE
    RETURN hub_system() OR hub_has_role('administrator') OR owner = ANY (hub_institutions())
      OR EXISTS (SELECT FROM corridor_deployment d WHERE d.operator_id = owner AND d.host_id = ANY (hub_institutions())
        AND d.state IN ('accepted', 'mobilising', 'in_transit', 'diverted', 'arrived', 'setting_up', 'operational', 'constrained', 'transitioning', 'demobilising'))
      OR EXISTS (SELECT FROM corridor_grant g WHERE g.owner_id = owner AND g.data_class = class AND g.ended_at IS NULL AND (
        g.reader_id = ANY (hub_institutions())
        OR (g.reader_id IS NULL AND EXISTS (SELECT FROM corridor_member o JOIN corridor_member r USING (corridor_id)
          WHERE o.institution_id = owner AND r.institution_id = ANY (hub_institutions())))));

  ALTER TABLE corridor_institution ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY known ON corridor_institution FOR SELECT USING (hub_acting());
  CREATE POLICY duties ON corridor_institution USING (hub_system());
  GRANT SELECT, INSERT, UPDATE ON corridor_institution TO hub_app;

  ALTER TABLE corridor_member ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY known ON corridor_member FOR SELECT USING (hub_acting());
  CREATE POLICY granted ON corridor_member USING (hub_system() OR corridor_id = ANY (hub_granted())) WITH CHECK (hub_system() OR hub_has_role('administrator') OR corridor_id = ANY (hub_granted()));
  GRANT SELECT, INSERT, DELETE ON corridor_member TO hub_app;

  ALTER TABLE corridor_corridor ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY known ON corridor_corridor FOR SELECT USING (corridor_known(id));
  CREATE POLICY founded ON corridor_corridor FOR INSERT WITH CHECK (hub_has_role('administrator'));
  CREATE POLICY granted ON corridor_corridor USING (hub_system() OR id = ANY (hub_granted()));
  GRANT SELECT, INSERT, UPDATE ON corridor_corridor TO hub_app;

  -- An act on a unit, a centre or a deployment sets locks on its corridor and reads who takes part.
  ALTER TABLE corridor_post ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY known ON corridor_post FOR SELECT USING (corridor_known(corridor_id) OR person_id = hub_person());
  CREATE POLICY granted ON corridor_post USING (hub_system() OR corridor_id = ANY (hub_granted()));
  GRANT SELECT, INSERT, DELETE ON corridor_post TO hub_app;

  ALTER TABLE corridor_centre ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY known ON corridor_centre FOR SELECT USING (corridor_known(corridor_id));
  CREATE POLICY granted ON corridor_centre USING (hub_system() OR id = ANY (hub_granted()) OR corridor_id = ANY (hub_granted()));
  GRANT SELECT, INSERT, UPDATE ON corridor_centre TO hub_app;

  ALTER TABLE corridor_stop ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY known ON corridor_stop FOR SELECT USING (corridor_known(corridor_id));
  CREATE POLICY granted ON corridor_stop USING (hub_system() OR corridor_id = ANY (hub_granted()) OR centre_id = ANY (hub_granted()));
  GRANT SELECT, INSERT, DELETE ON corridor_stop TO hub_app;

  ALTER TABLE corridor_unit ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY known ON corridor_unit FOR SELECT USING (corridor_known(corridor_id));
  CREATE POLICY granted ON corridor_unit USING (hub_system() OR id = ANY (hub_granted()) OR corridor_id = ANY (hub_granted()));
  GRANT SELECT, INSERT, UPDATE ON corridor_unit TO hub_app;

  ALTER TABLE corridor_deployment ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY known ON corridor_deployment FOR SELECT USING (corridor_known(corridor_id));
  CREATE POLICY granted ON corridor_deployment USING (hub_system() OR id = ANY (hub_granted()) OR unit_id = ANY (hub_granted()));
  GRANT SELECT, INSERT, UPDATE ON corridor_deployment TO hub_app;

  ALTER TABLE corridor_grant ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  -- Whoever acts may cause an event whose audience the compact settles: the doors decide to whom its text is shown.
  CREATE POLICY known ON corridor_grant FOR SELECT USING (hub_acting());
  CREATE POLICY given ON corridor_grant FOR INSERT WITH CHECK (hub_has_role('administrator') OR owner_id = ANY (hub_institutions()));
  CREATE POLICY ended ON corridor_grant FOR UPDATE USING (hub_has_role('administrator') OR owner_id = ANY (hub_institutions()));
  GRANT SELECT, INSERT, UPDATE (ended_at) ON corridor_grant TO hub_app;
`);

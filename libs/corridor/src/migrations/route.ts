import { sqlMigration } from '#db';

/** The planned way of deployments, and when they are expected where. Both say where a unit is or will be, and are shown as its position is. */
export const route = sqlMigration(1763781403000, 'corridor route', '0.1.0', /* sql */ `
  CREATE TABLE corridor_route (
    deployment_id uuid PRIMARY KEY REFERENCES corridor_deployment (id),
    corridor_id uuid NOT NULL REFERENCES corridor_corridor (id),
    institution_id uuid NOT NULL REFERENCES corridor_institution (id),
    unit_id uuid NOT NULL REFERENCES corridor_unit (id),
    version int NOT NULL CONSTRAINT route_version CHECK (version >= 1),
    line jsonb NOT NULL,
    width_metres double precision NOT NULL CONSTRAINT route_width CHECK (width_metres > 0),
    dwell_seconds int NOT NULL,
    dwell_fixes int NOT NULL,
    planned_at timestamptz NOT NULL,
    dropped boolean NOT NULL
  );
  CREATE INDEX corridor_route_by_corridor ON corridor_route (corridor_id) WHERE NOT dropped;
  CREATE TABLE corridor_arrival (
    deployment_id uuid NOT NULL REFERENCES corridor_deployment (id),
    -- In the order of the legs; 0 is the site of a deployment without any.
    place int NOT NULL CONSTRAINT arrival_place CHECK (place >= 0),
    leg_id uuid REFERENCES corridor_leg (id),
    corridor_id uuid NOT NULL REFERENCES corridor_corridor (id),
    institution_id uuid NOT NULL REFERENCES corridor_institution (id),
    earliest_at timestamptz NOT NULL,
    likely_at timestamptz NOT NULL,
    latest_at timestamptz NOT NULL,
    zone text NOT NULL,
    planned_at timestamptz,
    remaining_metres int NOT NULL CONSTRAINT arrival_remaining CHECK (remaining_metres >= 0),
    as_of timestamptz NOT NULL,
    reckoned_at timestamptz NOT NULL,
    -- What was told last; the next is told when it differs by a step.
    told_at timestamptz NOT NULL,
    slipping boolean NOT NULL,
    PRIMARY KEY (deployment_id, place),
    CONSTRAINT arrival_range CHECK (earliest_at <= likely_at AND likely_at <= latest_at)
  );

  ALTER TABLE corridor_route ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY located ON corridor_route FOR SELECT USING (corridor_located(institution_id));
  CREATE POLICY planned ON corridor_route FOR INSERT WITH CHECK (hub_system() OR deployment_id = ANY (hub_granted()));
  CREATE POLICY changed ON corridor_route FOR UPDATE USING (hub_system() OR deployment_id = ANY (hub_granted()));
  GRANT SELECT, INSERT, UPDATE ON corridor_route TO hub_app;

  ALTER TABLE corridor_arrival ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY located ON corridor_arrival FOR SELECT USING (corridor_located(institution_id));
  CREATE POLICY reckoned ON corridor_arrival USING (hub_system());
  GRANT SELECT, INSERT, UPDATE, DELETE ON corridor_arrival TO hub_app;
`);

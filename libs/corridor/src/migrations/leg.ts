import { sqlMigration } from '#db';

/** The way of a deployment, leg by leg: a plan by the clocks of its two ends, and what really happened. */
export const leg = sqlMigration(1763781201000, 'corridor leg', '0.1.0', /* sql */ `
  CREATE TABLE corridor_leg (
    id uuid PRIMARY KEY,
    corridor_id uuid NOT NULL REFERENCES corridor_corridor (id),
    deployment_id uuid NOT NULL REFERENCES corridor_deployment (id),
    place int NOT NULL CONSTRAINT leg_place_positive CHECK (place >= 1),
    from_centre_id uuid REFERENCES corridor_centre (id),
    from_latitude double precision NOT NULL,
    from_longitude double precision NOT NULL,
    to_centre_id uuid REFERENCES corridor_centre (id),
    to_latitude double precision NOT NULL,
    to_longitude double precision NOT NULL,
    -- The plan is a wall clock time where it happens. The instants follow from it by the rules of the zone on the day that it was written.
    departure text NOT NULL,
    departure_zone text NOT NULL,
    departure_at timestamptz NOT NULL,
    arrival text NOT NULL,
    arrival_zone text NOT NULL,
    arrival_at timestamptz NOT NULL CONSTRAINT leg_ends_after_it_begins CHECK (arrival_at > departure_at),
    departed_at timestamptz,
    arrived_at timestamptz CONSTRAINT leg_arrives_after_it_departs CHECK (arrived_at IS NULL OR arrived_at >= departed_at),
    dropped boolean NOT NULL,
    version int NOT NULL CONSTRAINT leg_version CHECK (version >= 1),
    CONSTRAINT leg_left_before_it_ended CHECK (arrived_at IS NULL OR departed_at IS NOT NULL),
    CONSTRAINT dropped_leg_was_not_left CHECK (NOT dropped OR departed_at IS NULL)
  );
  CREATE UNIQUE INDEX leg_place ON corridor_leg (deployment_id, place) WHERE NOT dropped;
  -- A unit is on one leg at a time.
  CREATE UNIQUE INDEX one_leg_under_way ON corridor_leg (deployment_id) WHERE departed_at IS NOT NULL AND arrived_at IS NULL;
  CREATE INDEX corridor_leg_open ON corridor_leg (corridor_id, arrival_at) WHERE arrived_at IS NULL AND NOT dropped;

  ALTER TABLE corridor_leg ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY known ON corridor_leg FOR SELECT USING (corridor_known(corridor_id));
  CREATE POLICY granted ON corridor_leg USING (hub_system() OR deployment_id = ANY (hub_granted()));
  GRANT SELECT, INSERT, UPDATE ON corridor_leg TO hub_app;
`);

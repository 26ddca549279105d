import { sqlMigration } from '#db';

/** Which device reports for which unit, and since when. One row for each binding: an ended one is history and is never opened again. */
export const trackers = sqlMigration(1763781100000, 'corridor trackers', '0.1.0', /* sql */ `
  CREATE TABLE corridor_tracker (
    id uuid PRIMARY KEY,
    unit_id uuid NOT NULL REFERENCES corridor_unit (id),
    corridor_id uuid NOT NULL REFERENCES corridor_corridor (id),
    institution_id uuid NOT NULL REFERENCES corridor_institution (id),
    device_id text NOT NULL CONSTRAINT tracker_device_length CHECK (length(device_id) BETWEEN 1 AND 64),
    kind text NOT NULL CONSTRAINT tracker_kind_known CHECK (kind IN ('vehicle', 'phone', 'modem', 'satellite', 'other')),
    -- SHA-256 of the secret that the device reports under.
    reporting_hash bytea NOT NULL CONSTRAINT tracker_hash_length CHECK (length(reporting_hash) = 32),
    bound_at timestamptz NOT NULL,
    renewed_at timestamptz,
    unbound_at timestamptz CONSTRAINT tracker_ends_after_it_began CHECK (unbound_at >= bound_at),
    -- How far the device's clock is ahead of the hub's.
    clock_offset_ms bigint
  );
  CREATE UNIQUE INDEX one_open_binding ON corridor_tracker (device_id) WHERE unbound_at IS NULL;
  CREATE UNIQUE INDEX one_reporting_secret ON corridor_tracker (reporting_hash);
  CREATE INDEX corridor_tracker_by_unit ON corridor_tracker (unit_id, id);

  ALTER TABLE corridor_tracker ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY known ON corridor_tracker FOR SELECT USING (corridor_known(corridor_id));
  CREATE POLICY granted ON corridor_tracker USING (hub_system() OR unit_id = ANY (hub_granted()));
  GRANT SELECT, INSERT, UPDATE (reporting_hash, renewed_at, unbound_at, clock_offset_ms) ON corridor_tracker TO hub_app;
`);

import { sqlMigration } from '#db';

/**
 * Where units are and were. Reading follows the compact; writing is the hub's alone, whoever sent what is written. The lock on
 * a unit's row in `corridor_track` orders all that happens to its track.
 */
export const positions = sqlMigration(1763781300000, 'corridor positions', '0.1.0', /* sql */ `
  CREATE TABLE corridor_track (
    unit_id uuid PRIMARY KEY REFERENCES corridor_unit (id),
    corridor_id uuid NOT NULL,
    institution_id uuid NOT NULL,
    -- What the unit is called in frames where every byte counts.
    number int GENERATED ALWAYS AS IDENTITY CONSTRAINT track_number UNIQUE,
    -- The newest fix; null as long as there is none.
    fix_time timestamptz,
    server_time timestamptz,
    latitude double precision,
    longitude double precision,
    altitude real,
    speed real,
    course real,
    accuracy real,
    -- Fixes in its history.
    stored int NOT NULL DEFAULT 0,
    CONSTRAINT track_place_whole CHECK (num_nulls(fix_time, server_time, latitude, longitude) IN (0, 4))
  ) WITH (fillfactor = 50);
  CREATE INDEX corridor_track_by_corridor ON corridor_track (corridor_id, unit_id);

  -- Every unit has a track from its first moment, so that there is always a row to lock.
  CREATE FUNCTION corridor_begin_track() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO corridor_track (unit_id, corridor_id, institution_id) VALUES (NEW.id, NEW.corridor_id, NEW.institution_id);
    RETURN NULL;
  END $$;
  CREATE TRIGGER begin_track AFTER INSERT ON corridor_unit FOR EACH ROW EXECUTE FUNCTION corridor_begin_track();
  INSERT INTO corridor_track (unit_id, corridor_id, institution_id) SELECT id, corridor_id, institution_id FROM corridor_unit;

  -- The history. Written under the lock of the unit's track, which refers to the unit: a foreign key of each fix would cost more than all the rest.
  CREATE TABLE corridor_fix (
    unit_id uuid NOT NULL,
    fix_time timestamptz NOT NULL,
    latitude double precision NOT NULL CONSTRAINT fix_latitude CHECK (latitude BETWEEN -90 AND 90),
    longitude double precision NOT NULL CONSTRAINT fix_longitude CHECK (longitude BETWEEN -180 AND 180),
    institution_id uuid NOT NULL,
    -- Null: entered by hand.
    tracker_id uuid,
    device_time timestamptz,
    server_time timestamptz NOT NULL,
    altitude real,
    speed real,
    course real,
    accuracy real,
    CONSTRAINT each_fix_once PRIMARY KEY (unit_id, fix_time, latitude, longitude)
  );

  -- Fixes from ahead of the hub's clock: kept aside, part of no track.
  CREATE TABLE corridor_fix_held (
    unit_id uuid NOT NULL REFERENCES corridor_unit (id),
    fix_time timestamptz NOT NULL,
    latitude double precision NOT NULL,
    longitude double precision NOT NULL,
    institution_id uuid NOT NULL,
    tracker_id uuid,
    server_time timestamptz NOT NULL,
    CONSTRAINT each_held_once PRIMARY KEY (unit_id, fix_time, latitude, longitude)
  );
  CREATE INDEX corridor_fix_held_by_arrival ON corridor_fix_held (unit_id, server_time);

  -- What was refused or held, counted.
  CREATE TABLE corridor_refusal (
    unit_id uuid NOT NULL REFERENCES corridor_unit (id),
    institution_id uuid NOT NULL,
    day date NOT NULL,
    tracker_id uuid,
    rule text NOT NULL,
    count int NOT NULL CONSTRAINT refusal_count CHECK (count >= 1),
    last_at timestamptz NOT NULL
  );
  CREATE UNIQUE INDEX one_refusal_count ON corridor_refusal (unit_id, day, rule, tracker_id) NULLS NOT DISTINCT;

  -- What readers with a delay were shown last, for each delay and precision (0: exact).
  CREATE TABLE corridor_release (
    unit_id uuid NOT NULL REFERENCES corridor_unit (id),
    delay_seconds int NOT NULL,
    precision_metres int NOT NULL,
    fix_time timestamptz NOT NULL,
    PRIMARY KEY (unit_id, delay_seconds, precision_metres)
  ) WITH (fillfactor = 50);

  DO $$
  DECLARE t text;
  BEGIN
    FOREACH t IN ARRAY ARRAY['corridor_track', 'corridor_fix', 'corridor_fix_held', 'corridor_refusal'] LOOP
      EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', t);
      EXECUTE format('CREATE POLICY shared ON %I FOR SELECT USING (corridor_shared(institution_id, ''position''))', t);
      EXECUTE format('CREATE POLICY written ON %I USING (hub_system())', t);
    END LOOP;
  END $$;
  -- It begins with its unit, which is entered in its corridor.
  CREATE POLICY begun ON corridor_track FOR INSERT WITH CHECK (corridor_id = ANY (hub_granted()));
  GRANT SELECT, INSERT (unit_id, corridor_id, institution_id), UPDATE ON corridor_track TO hub_app;
  GRANT SELECT, INSERT, DELETE ON corridor_fix, corridor_fix_held TO hub_app;
  GRANT SELECT, INSERT, UPDATE (count, last_at), DELETE ON corridor_refusal TO hub_app;

  ALTER TABLE corridor_release ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY duties ON corridor_release USING (hub_system());
  GRANT SELECT, INSERT, UPDATE (fix_time), DELETE ON corridor_release TO hub_app;

  -- The stream of positions serves who was away for a while; what is kept of the past is the track.
  INSERT INTO log_retention (kind, months) VALUES ('positions', 1);
  SELECT log_months_ahead();
`);

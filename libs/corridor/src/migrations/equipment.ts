import { sqlMigration } from '#db';

/** Devices: whose they are, where they are and were, what their meters showed, and what falls due. Shared by the compact as the class equipment. */
export const equipment = sqlMigration(1763781950000, 'corridor equipment', '0.1.0', /* sql */ `
  CREATE TABLE corridor_equipment (
    id uuid PRIMARY KEY,
    corridor_id uuid NOT NULL REFERENCES corridor_corridor (id),
    institution_id uuid NOT NULL REFERENCES corridor_institution (id),
    holder_kind text NOT NULL CONSTRAINT equipment_holder_kind CHECK (holder_kind IN ('centre', 'unit')),
    holder_id uuid NOT NULL,
    kind text NOT NULL,
    name text NOT NULL CONSTRAINT equipment_name_length CHECK (length(name) BETWEEN 1 AND 100),
    serial_number text,
    udi text,
    manufacturer text,
    model text,
    firmware text,
    -- FHIR Device.status, and what the device can do now.
    status text NOT NULL CONSTRAINT equipment_status_known CHECK (status IN ('active', 'inactive', 'entered_in_error', 'unknown')),
    operational text NOT NULL CONSTRAINT equipment_operational_known CHECK (operational IN ('working', 'degraded', 'down')),
    engine_hours double precision,
    distance_km double precision,
    metered_at timestamptz,
    version int NOT NULL,
    CONSTRAINT equipment_is_named CHECK (serial_number IS NOT NULL OR udi IS NOT NULL)
  );
  -- The same number of another maker is another device.
  CREATE UNIQUE INDEX one_serial_number ON corridor_equipment (institution_id, serial_number, coalesce(manufacturer, '')) WHERE status <> 'entered_in_error';
  CREATE UNIQUE INDEX one_udi ON corridor_equipment (udi) WHERE status <> 'entered_in_error';
  CREATE INDEX corridor_equipment_by_corridor ON corridor_equipment (corridor_id, id);
  CREATE INDEX corridor_equipment_by_holder ON corridor_equipment (holder_id);

  CREATE TABLE corridor_equipment_stay (
    id uuid PRIMARY KEY,
    equipment_id uuid NOT NULL REFERENCES corridor_equipment (id),
    institution_id uuid NOT NULL REFERENCES corridor_institution (id),
    holder_kind text NOT NULL,
    holder_id uuid NOT NULL,
    since timestamptz NOT NULL,
    until timestamptz CONSTRAINT stay_ends_after_it_began CHECK (until >= since)
  );
  CREATE UNIQUE INDEX one_place_at_a_time ON corridor_equipment_stay (equipment_id) WHERE until IS NULL;
  CREATE INDEX corridor_equipment_stay_by_equipment ON corridor_equipment_stay (equipment_id, id);

  CREATE TABLE corridor_meter_reading (
    id uuid PRIMARY KEY,
    equipment_id uuid NOT NULL REFERENCES corridor_equipment (id),
    institution_id uuid NOT NULL REFERENCES corridor_institution (id),
    meter text NOT NULL CONSTRAINT meter_known CHECK (meter IN ('engine_hours', 'distance_km')),
    value double precision NOT NULL CONSTRAINT meter_value CHECK (value >= 0),
    at timestamptz NOT NULL,
    person_id uuid NOT NULL
  );
  CREATE INDEX corridor_meter_reading_by_time ON corridor_meter_reading (equipment_id, meter, at);

  CREATE TABLE corridor_maintenance (
    id uuid PRIMARY KEY,
    equipment_id uuid NOT NULL REFERENCES corridor_equipment (id),
    institution_id uuid NOT NULL REFERENCES corridor_institution (id),
    name text NOT NULL CONSTRAINT maintenance_name_length CHECK (length(name) BETWEEN 1 AND 100),
    due_on date,
    every_days int,
    every_hours double precision,
    every_km double precision,
    -- The next term; the day begins where the device is.
    next_day date,
    next_hours double precision,
    next_km double precision,
    done_at timestamptz,
    -- Since when it is told to be due; null: it is not.
    due_since timestamptz,
    CONSTRAINT maintenance_has_a_term CHECK (num_nonnulls(due_on, every_days, every_hours, every_km) > 0)
  );
  CREATE INDEX corridor_maintenance_by_equipment ON corridor_maintenance (equipment_id, id);
  CREATE INDEX corridor_maintenance_waiting ON corridor_maintenance (next_day) WHERE due_since IS NULL;

  -- The devices among these whose maintenance is due and not told: by the day where they are, or by what their meters showed.
  CREATE VIEW corridor_maintenance_due WITH (security_invoker = true) AS
    SELECT m.id, m.equipment_id, CASE WHEN m.next_day <= (now() AT TIME ZONE h.zone)::date THEN 'date' WHEN m.next_hours <= e.engine_hours THEN 'engine_hours' ELSE 'distance_km' END AS by
    FROM corridor_maintenance m JOIN corridor_equipment e ON e.id = m.equipment_id JOIN corridor_holder h ON h.id = e.holder_id
    WHERE m.due_since IS NULL AND e.status = 'active' AND (m.next_day <= (now() AT TIME ZONE h.zone)::date OR m.next_hours <= e.engine_hours OR m.next_km <= e.distance_km);
  GRANT SELECT ON corridor_maintenance_due TO hub_app;

  ALTER TABLE corridor_equipment ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY shared ON corridor_equipment FOR SELECT USING (corridor_shared(institution_id, 'equipment'));
  CREATE POLICY entered ON corridor_equipment FOR INSERT WITH CHECK (hub_system() OR holder_id = ANY (hub_granted()));
  CREATE POLICY changed ON corridor_equipment FOR UPDATE USING (hub_system() OR id = ANY (hub_granted()));
  GRANT SELECT, INSERT, UPDATE ON corridor_equipment TO hub_app;

  ALTER TABLE corridor_equipment_stay ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY shared ON corridor_equipment_stay FOR SELECT USING (corridor_shared(institution_id, 'equipment') AND (until IS NULL OR until >= corridor_shared_since(institution_id, 'equipment')));
  CREATE POLICY begun ON corridor_equipment_stay FOR INSERT WITH CHECK (hub_system() OR holder_id = ANY (hub_granted()) OR equipment_id = ANY (hub_granted()));
  CREATE POLICY ended ON corridor_equipment_stay FOR UPDATE USING (hub_system() OR equipment_id = ANY (hub_granted()));
  GRANT SELECT, INSERT, UPDATE (until) ON corridor_equipment_stay TO hub_app;

  ALTER TABLE corridor_meter_reading ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY shared ON corridor_meter_reading FOR SELECT USING (corridor_shared(institution_id, 'equipment') AND at >= corridor_shared_since(institution_id, 'equipment'));
  CREATE POLICY reported ON corridor_meter_reading FOR INSERT WITH CHECK (hub_system() OR equipment_id = ANY (hub_granted()));
  GRANT SELECT, INSERT ON corridor_meter_reading TO hub_app;

  ALTER TABLE corridor_maintenance ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY shared ON corridor_maintenance FOR SELECT USING (corridor_shared(institution_id, 'equipment'));
  CREATE POLICY planned ON corridor_maintenance FOR INSERT WITH CHECK (hub_system() OR equipment_id = ANY (hub_granted()));
  CREATE POLICY moved ON corridor_maintenance FOR UPDATE USING (hub_system() OR equipment_id = ANY (hub_granted()));
  CREATE POLICY dropped ON corridor_maintenance FOR DELETE USING (hub_system() OR equipment_id = ANY (hub_granted()));
  GRANT SELECT, INSERT, UPDATE, DELETE ON corridor_maintenance TO hub_app;
`);

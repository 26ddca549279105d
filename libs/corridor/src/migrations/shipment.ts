import { sqlMigration } from '#db';

/** Stock on its way: what was sent by lot, its papers, and how cold it was. Seen by its parties, and by whom the sender shares stock with. */
export const shipment = sqlMigration(1763781520000, 'corridor shipments', '0.1.0', /* sql */ `
  CREATE TABLE corridor_shipment (
    id uuid PRIMARY KEY,
    corridor_id uuid NOT NULL REFERENCES corridor_corridor (id),
    -- The sender.
    institution_id uuid NOT NULL REFERENCES corridor_institution (id),
    from_kind text NOT NULL CONSTRAINT shipment_from_kind CHECK (from_kind IN ('centre', 'unit')),
    from_id uuid NOT NULL,
    to_kind text NOT NULL CONSTRAINT shipment_to_kind CHECK (to_kind IN ('centre', 'unit')),
    to_id uuid NOT NULL CONSTRAINT shipment_goes_somewhere CHECK (to_id <> from_id),
    to_institution_id uuid NOT NULL REFERENCES corridor_institution (id),
    carrier_unit_id uuid REFERENCES corridor_unit (id),
    -- Sender, receiver, carrier.
    party_ids uuid[] NOT NULL,
    state text NOT NULL CONSTRAINT shipment_state_known CHECK (state IN ('prepared', 'dispatched', 'at_border', 'cleared', 'delivered', 'received', 'lost', 'cancelled')),
    version int NOT NULL CONSTRAINT shipment_version CHECK (version >= 1),
    -- Where it is, and the country that it is to enter while it stands at a border.
    country_code text NOT NULL,
    border_country text CONSTRAINT shipment_border CHECK ((border_country IS NOT NULL) = (state = 'at_border')),
    low_celsius double precision,
    high_celsius double precision,
    CONSTRAINT shipment_cold_range CHECK (low_celsius < high_celsius),
    expected_at timestamptz,
    prepared_at timestamptz NOT NULL,
    moved_at timestamptz NOT NULL,
    -- Protected: why it was lost or given up.
    reason text
  );
  CREATE INDEX corridor_shipment_by_corridor ON corridor_shipment (corridor_id, id);
  CREATE INDEX corridor_shipment_coming ON corridor_shipment (to_id) WHERE state IN ('dispatched', 'at_border', 'cleared', 'delivered');

  CREATE TABLE corridor_shipment_line (
    shipment_id uuid NOT NULL REFERENCES corridor_shipment (id),
    line int NOT NULL,
    corridor_id uuid NOT NULL REFERENCES corridor_corridor (id),
    item_id uuid NOT NULL REFERENCES corridor_item (id),
    lot text,
    quantity numeric(20, 6) NOT NULL CONSTRAINT line_quantity CHECK (quantity > 0),
    PRIMARY KEY (shipment_id, line)
  );
  CREATE TABLE corridor_shipment_load (
    shipment_id uuid NOT NULL REFERENCES corridor_shipment (id),
    corridor_id uuid NOT NULL REFERENCES corridor_corridor (id),
    item_id uuid NOT NULL REFERENCES corridor_item (id),
    lot text NOT NULL,
    expires_on date,
    quantity numeric(20, 6) NOT NULL CONSTRAINT load_quantity CHECK (quantity > 0),
    received numeric(20, 6) CONSTRAINT received_at_most_sent CHECK (received BETWEEN 0 AND quantity),
    PRIMARY KEY (shipment_id, item_id, lot)
  );
  CREATE TABLE corridor_shipment_paper (
    id uuid PRIMARY KEY,
    shipment_id uuid NOT NULL REFERENCES corridor_shipment (id),
    corridor_id uuid NOT NULL REFERENCES corridor_corridor (id),
    kind text NOT NULL,
    -- Protected.
    number text NOT NULL,
    country_code text NOT NULL,
    issued_on date NOT NULL,
    valid_until date CONSTRAINT paper_ends_after_issue CHECK (valid_until >= issued_on)
  );
  CREATE INDEX corridor_shipment_paper_of ON corridor_shipment_paper (shipment_id);
  CREATE TABLE corridor_cold_reading (
    shipment_id uuid NOT NULL REFERENCES corridor_shipment (id),
    corridor_id uuid NOT NULL REFERENCES corridor_corridor (id),
    sensor text NOT NULL,
    as_of timestamptz NOT NULL,
    celsius double precision NOT NULL,
    -- Out of the range of the shipment, and the excursion that it is part of.
    in_range boolean NOT NULL,
    excursion_id uuid CONSTRAINT excursion_is_out_of_range CHECK (in_range = (excursion_id IS NULL)),
    PRIMARY KEY (shipment_id, sensor, as_of)
  );

  ALTER TABLE corridor_shipment ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY shared ON corridor_shipment FOR SELECT USING (corridor_shared(institution_id, 'stock') OR party_ids && hub_institutions());
  CREATE POLICY prepared ON corridor_shipment FOR INSERT WITH CHECK (hub_system() OR corridor_id = ANY (hub_granted()));
  CREATE POLICY moved ON corridor_shipment FOR UPDATE USING (hub_system() OR corridor_id = ANY (hub_granted()));
  GRANT SELECT, INSERT, UPDATE ON corridor_shipment TO hub_app;

  ALTER TABLE corridor_shipment_line ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY shared ON corridor_shipment_line FOR SELECT USING (EXISTS (SELECT FROM corridor_shipment s WHERE s.id = shipment_id));
  CREATE POLICY prepared ON corridor_shipment_line FOR INSERT WITH CHECK (hub_system() OR corridor_id = ANY (hub_granted()));
  GRANT SELECT, INSERT ON corridor_shipment_line TO hub_app;

  ALTER TABLE corridor_shipment_load ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY shared ON corridor_shipment_load FOR SELECT USING (EXISTS (SELECT FROM corridor_shipment s WHERE s.id = shipment_id));
  CREATE POLICY sent ON corridor_shipment_load FOR INSERT WITH CHECK (hub_system() OR corridor_id = ANY (hub_granted()));
  CREATE POLICY counted ON corridor_shipment_load FOR UPDATE USING (hub_system() OR corridor_id = ANY (hub_granted()));
  GRANT SELECT, INSERT, UPDATE (quantity, received) ON corridor_shipment_load TO hub_app;

  ALTER TABLE corridor_shipment_paper ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY shared ON corridor_shipment_paper FOR SELECT USING (EXISTS (SELECT FROM corridor_shipment s WHERE s.id = shipment_id));
  CREATE POLICY entered ON corridor_shipment_paper FOR INSERT WITH CHECK (hub_system() OR corridor_id = ANY (hub_granted()));
  GRANT SELECT, INSERT ON corridor_shipment_paper TO hub_app;

  ALTER TABLE corridor_cold_reading ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY shared ON corridor_cold_reading FOR SELECT USING (EXISTS (SELECT FROM corridor_shipment s WHERE s.id = shipment_id));
  CREATE POLICY logged ON corridor_cold_reading FOR INSERT WITH CHECK (hub_system() OR corridor_id = ANY (hub_granted()));
  CREATE POLICY judged ON corridor_cold_reading FOR UPDATE USING (hub_system() OR corridor_id = ANY (hub_granted()));
  GRANT SELECT, INSERT, UPDATE (excursion_id) ON corridor_cold_reading TO hub_app;
`);

import { sqlMigration } from '#db';

/** What is kept in stock: a ledger that is only appended to, and beside it the balance of each lot, which is never below nought. */
export const stock = sqlMigration(1763781510000, 'corridor stock', '0.1.0', /* sql */ `
  CREATE TABLE corridor_item (
    id uuid PRIMARY KEY,
    corridor_id uuid NOT NULL REFERENCES corridor_corridor (id),
    code_system text NOT NULL,
    code_value text NOT NULL,
    name text NOT NULL CONSTRAINT item_name_length CHECK (length(name) BETWEEN 1 AND 200),
    names jsonb NOT NULL,
    -- UCUM; every quantity of the item is kept in it.
    unit text NOT NULL,
    packs jsonb NOT NULL,
    low_celsius double precision,
    high_celsius double precision,
    CONSTRAINT item_storage_range CHECK (low_celsius < high_celsius),
    CONSTRAINT one_item_of_a_code UNIQUE (corridor_id, code_system, code_value)
  );
  CREATE INDEX corridor_item_by_name ON corridor_item (corridor_id, name, id);

  -- One item at one centre or unit: whoever enters anything about it holds the lock of this row.
  CREATE TABLE corridor_stock (
    corridor_id uuid NOT NULL REFERENCES corridor_corridor (id),
    institution_id uuid NOT NULL REFERENCES corridor_institution (id),
    holder_kind text NOT NULL CONSTRAINT stock_holder_kind CHECK (holder_kind IN ('centre', 'unit')),
    holder_id uuid NOT NULL,
    item_id uuid NOT NULL REFERENCES corridor_item (id),
    reorder_at numeric(20, 6) CONSTRAINT stock_reorder_level CHECK (reorder_at >= 0),
    expiry_warning_days int NOT NULL CONSTRAINT stock_expiry_warning CHECK (expiry_warning_days BETWEEN 1 AND 730),
    -- Of the lots that expire soon the first that was told.
    expiry_told date,
    first_at timestamptz NOT NULL,
    entered_at timestamptz NOT NULL,
    PRIMARY KEY (holder_id, item_id)
  );
  CREATE INDEX corridor_stock_by_corridor ON corridor_stock (corridor_id, item_id);

  CREATE TABLE corridor_lot (
    corridor_id uuid NOT NULL REFERENCES corridor_corridor (id),
    institution_id uuid NOT NULL REFERENCES corridor_institution (id),
    holder_id uuid NOT NULL,
    item_id uuid NOT NULL,
    lot text NOT NULL,
    expires_on date,
    quantity numeric(20, 6) NOT NULL CONSTRAINT stock_never_below_zero CHECK (quantity >= 0),
    PRIMARY KEY (holder_id, item_id, lot),
    FOREIGN KEY (holder_id, item_id) REFERENCES corridor_stock
  );
  CREATE INDEX corridor_lot_expiry ON corridor_lot (expires_on) WHERE quantity > 0;

  -- The ledger. Positive: came; negative: went.
  CREATE TABLE corridor_stock_entry (
    id uuid PRIMARY KEY,
    corridor_id uuid NOT NULL REFERENCES corridor_corridor (id),
    institution_id uuid NOT NULL REFERENCES corridor_institution (id),
    holder_id uuid NOT NULL,
    item_id uuid NOT NULL,
    lot text NOT NULL,
    entry text NOT NULL CONSTRAINT entry_kind_known CHECK (entry IN ('receive', 'issue', 'transfer_in', 'transfer_out', 'adjust')),
    quantity numeric(20, 6) NOT NULL CONSTRAINT entry_moves_something CHECK (quantity <> 0),
    at timestamptz NOT NULL,
    entered_at timestamptz NOT NULL,
    person_id uuid NOT NULL,
    -- The other side of a transfer or shipment.
    counterpart_id uuid,
    shipment_id uuid,
    -- Protected: why a count differed.
    reason text,
    CONSTRAINT entry_sign CHECK (CASE WHEN entry IN ('receive', 'transfer_in') THEN quantity > 0 WHEN entry IN ('issue', 'transfer_out') THEN quantity < 0 ELSE true END),
    CONSTRAINT entry_reason CHECK ((entry = 'adjust') = (reason IS NOT NULL)),
    FOREIGN KEY (holder_id, item_id) REFERENCES corridor_stock
  );
  CREATE INDEX corridor_stock_entry_latest ON corridor_stock_entry (holder_id, entered_at DESC, id DESC);
  CREATE INDEX corridor_stock_entry_use ON corridor_stock_entry (holder_id, item_id, at) WHERE entry = 'issue';

  ALTER TABLE corridor_item ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY known ON corridor_item FOR SELECT USING (corridor_known(corridor_id));
  CREATE POLICY entered ON corridor_item FOR INSERT WITH CHECK (hub_system() OR corridor_id = ANY (hub_granted()));
  GRANT SELECT, INSERT ON corridor_item TO hub_app;

  ALTER TABLE corridor_stock ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY shared ON corridor_stock FOR SELECT USING (corridor_shared(institution_id, 'stock'));
  CREATE POLICY entered ON corridor_stock FOR INSERT WITH CHECK (hub_system() OR holder_id = ANY (hub_granted()) OR corridor_id = ANY (hub_granted()));
  CREATE POLICY moved ON corridor_stock FOR UPDATE USING (hub_system() OR holder_id = ANY (hub_granted()) OR corridor_id = ANY (hub_granted()));
  GRANT SELECT, INSERT, UPDATE ON corridor_stock TO hub_app;

  ALTER TABLE corridor_lot ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY shared ON corridor_lot FOR SELECT USING (corridor_shared(institution_id, 'stock'));
  CREATE POLICY entered ON corridor_lot FOR INSERT WITH CHECK (hub_system() OR holder_id = ANY (hub_granted()) OR corridor_id = ANY (hub_granted()));
  CREATE POLICY moved ON corridor_lot FOR UPDATE USING (hub_system() OR holder_id = ANY (hub_granted()) OR corridor_id = ANY (hub_granted()));
  GRANT SELECT, INSERT, UPDATE ON corridor_lot TO hub_app;

  ALTER TABLE corridor_stock_entry ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY shared ON corridor_stock_entry FOR SELECT USING (corridor_shared(institution_id, 'stock'));
  CREATE POLICY entered ON corridor_stock_entry FOR INSERT WITH CHECK (hub_system() OR holder_id = ANY (hub_granted()) OR corridor_id = ANY (hub_granted()));
  GRANT SELECT, INSERT ON corridor_stock_entry TO hub_app;
`);

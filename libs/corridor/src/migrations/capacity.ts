import { sqlMigration } from '#db';

/** Who needs what, and who promised it. A request is told to all members; an offer to who asked, and by the compact of who offers. */
export const capacity = sqlMigration(1763781530000, 'corridor capacity', '0.1.0', /* sql */ `
  CREATE TABLE corridor_capacity_request (
    id uuid PRIMARY KEY,
    corridor_id uuid NOT NULL REFERENCES corridor_corridor (id),
    institution_id uuid NOT NULL REFERENCES corridor_institution (id),
    holder_kind text NOT NULL CONSTRAINT request_holder_kind CHECK (holder_kind IN ('centre', 'unit')),
    holder_id uuid NOT NULL,
    country_code text NOT NULL,
    need_kind text NOT NULL CONSTRAINT request_need_known CHECK (need_kind IN ('beds', 'staff', 'stock', 'unit')),
    need_code text NOT NULL,
    amount numeric(20, 6) NOT NULL CONSTRAINT request_amount CHECK (amount > 0),
    -- What of it was accepted and still stands.
    accepted numeric(20, 6) NOT NULL CONSTRAINT request_accepted CHECK (accepted >= 0),
    urgency text NOT NULL CONSTRAINT request_urgency CHECK (urgency IN ('routine', 'urgent', 'asap', 'stat')),
    until timestamptz NOT NULL,
    state text NOT NULL CONSTRAINT request_state_known CHECK (state IN ('open', 'filled', 'met', 'withdrawn', 'expired')),
    version int NOT NULL CONSTRAINT request_version CHECK (version >= 1),
    requested_at timestamptz NOT NULL,
    CONSTRAINT request_filled CHECK (state NOT IN ('filled', 'met') OR accepted >= amount)
  );
  CREATE INDEX corridor_capacity_request_by_corridor ON corridor_capacity_request (corridor_id, id);
  CREATE INDEX corridor_capacity_request_due ON corridor_capacity_request (until) WHERE state IN ('open', 'filled');

  CREATE TABLE corridor_capacity_offer (
    id uuid PRIMARY KEY,
    request_id uuid NOT NULL REFERENCES corridor_capacity_request (id),
    corridor_id uuid NOT NULL REFERENCES corridor_corridor (id),
    -- Who offers, and who asked.
    institution_id uuid NOT NULL REFERENCES corridor_institution (id),
    asker_id uuid NOT NULL REFERENCES corridor_institution (id),
    holder_kind text NOT NULL CONSTRAINT offer_holder_kind CHECK (holder_kind IN ('centre', 'unit')),
    holder_id uuid NOT NULL,
    data_class text NOT NULL CONSTRAINT offer_class CHECK (data_class IN ('capacity', 'staff', 'stock')),
    need_kind text NOT NULL,
    need_code text NOT NULL,
    amount numeric(20, 6) NOT NULL CONSTRAINT offer_amount CHECK (amount > 0),
    state text NOT NULL CONSTRAINT offer_state_known CHECK (state IN ('offered', 'accepted', 'declined', 'withdrawn', 'lapsed', 'kept')),
    offered_at timestamptz NOT NULL
  );
  CREATE INDEX corridor_capacity_offer_of ON corridor_capacity_offer (request_id);
  -- What a holder has promised and not yet got back.
  CREATE INDEX corridor_capacity_offer_held ON corridor_capacity_offer (holder_id, need_kind, need_code) WHERE state IN ('offered', 'accepted');

  ALTER TABLE corridor_capacity_request ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY known ON corridor_capacity_request FOR SELECT USING (corridor_known(corridor_id));
  CREATE POLICY asked ON corridor_capacity_request FOR INSERT WITH CHECK (hub_system() OR corridor_id = ANY (hub_granted()));
  CREATE POLICY moved ON corridor_capacity_request FOR UPDATE USING (hub_system() OR corridor_id = ANY (hub_granted()));
  GRANT SELECT, INSERT, UPDATE (accepted, state, version) ON corridor_capacity_request TO hub_app;

  ALTER TABLE corridor_capacity_offer ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY shared ON corridor_capacity_offer FOR SELECT USING (corridor_shared(institution_id, data_class) OR asker_id = ANY (hub_institutions()));
  CREATE POLICY offered ON corridor_capacity_offer FOR INSERT WITH CHECK (hub_system() OR corridor_id = ANY (hub_granted()));
  CREATE POLICY moved ON corridor_capacity_offer FOR UPDATE USING (hub_system() OR corridor_id = ANY (hub_granted()));
  GRANT SELECT, INSERT, UPDATE (state) ON corridor_capacity_offer TO hub_app;
`);

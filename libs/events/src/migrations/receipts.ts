import { sqlMigration } from '#db';

/** What the hub signed of its deliveries, and the keys that it signed with. */
export const receipts = sqlMigration(1763777003000, 'events receipts', '0.1.0', /* sql */ `
  CREATE TABLE events_proof_key (
    -- The beginning of the public key's SHA-256.
    id text PRIMARY KEY,
    public_key text NOT NULL,
    sealed bytea NOT NULL,
    created_at timestamptz NOT NULL,
    retired_at timestamptz
  );
  -- One key signs at a time.
  CREATE UNIQUE INDEX one_live_proof_key ON events_proof_key ((true)) WHERE retired_at IS NULL;

  CREATE TABLE events_receipt (
    subscription_id uuid NOT NULL REFERENCES events_subscription,
    day date NOT NULL,
    -- The last delivery that it covers: the next one goes on from there.
    "to" bigint NOT NULL,
    -- As it was signed.
    document jsonb NOT NULL,
    PRIMARY KEY (subscription_id, day),
    CONSTRAINT receipt_goes_on UNIQUE (subscription_id, "to")
  );

  ALTER TABLE events_proof_key ENABLE ROW LEVEL SECURITY;
  ALTER TABLE events_proof_key FORCE ROW LEVEL SECURITY;
  ALTER TABLE events_receipt ENABLE ROW LEVEL SECURITY;
  ALTER TABLE events_receipt FORCE ROW LEVEL SECURITY;
  CREATE POLICY events_proof_key_open ON events_proof_key FOR SELECT USING (hub_acting());
  CREATE POLICY events_proof_key_made ON events_proof_key FOR INSERT WITH CHECK (hub_system() OR hub_has_role('administrator'));
  CREATE POLICY events_proof_key_retired ON events_proof_key FOR UPDATE USING (hub_system() OR hub_has_role('administrator'));
  CREATE POLICY events_receipt_of_owner ON events_receipt FOR SELECT USING (hub_system() OR subscription_id = ANY (hub_granted()));
  CREATE POLICY events_receipt_made ON events_receipt FOR INSERT WITH CHECK (hub_system());
  GRANT SELECT, INSERT, UPDATE (retired_at) ON events_proof_key TO hub_app;
  -- What was signed stays as it is.
  GRANT SELECT, INSERT ON events_receipt TO hub_app;
`);

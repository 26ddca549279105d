import { sqlMigration } from '#db';

/** What was done in the field without a line, and the keys that packs are signed with. */
export const field = sqlMigration(1763781203000, 'corridor field', '0.1.0', /* sql */ `
  CREATE TABLE corridor_operation (
    id uuid PRIMARY KEY,
    deployment_id uuid NOT NULL REFERENCES corridor_deployment (id),
    person_id uuid NOT NULL,
    client_id text NOT NULL,
    counter int NOT NULL CONSTRAINT operation_counter CHECK (counter >= 1),
    -- Of command and input: the same operation is known by it, and another one under the same counter too.
    body_hash bytea NOT NULL,
    command text NOT NULL,
    base_version int,
    -- By the clock of the device, and by the hub's.
    at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    status text NOT NULL CONSTRAINT operation_status_known CHECK (status IN ('accepted', 'conflict', 'rejected')),
    output jsonb,
    code text,
    message text,
    details jsonb,
    -- What was sent is kept as long as somebody may have to read it: of what was accepted it stands where it belongs.
    sent jsonb,
    there jsonb,
    settled_at timestamptz,
    settled_by uuid,
    settlement text CONSTRAINT settlement_known CHECK (settlement IN ('dropped', 'sent_again', 'done_otherwise')),
    note text CONSTRAINT settlement_note_length CHECK (length(note) BETWEEN 1 AND 500),
    CONSTRAINT each_operation_once UNIQUE (person_id, client_id, counter, body_hash),
    CONSTRAINT refused_operation_is_kept CHECK ((status = 'accepted') = (sent IS NULL) AND (status = 'accepted') = (code IS NULL)),
    CONSTRAINT settled_as_something CHECK ((settled_at IS NULL) = (settlement IS NULL))
  );
  CREATE INDEX corridor_operation_kept ON corridor_operation (deployment_id, id) WHERE status <> 'accepted';

  CREATE TABLE corridor_pack_key (
    -- The beginning of the public key's SHA-256.
    id text PRIMARY KEY,
    public_key text NOT NULL,
    sealed bytea NOT NULL,
    created_at timestamptz NOT NULL,
    retired_at timestamptz
  );
  -- One key signs at a time.
  CREATE UNIQUE INDEX one_live_pack_key ON corridor_pack_key ((true)) WHERE retired_at IS NULL;

  ALTER TABLE corridor_operation ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  -- One's own are known whatever the deployment: a client counts through all of them.
  CREATE POLICY known ON corridor_operation FOR SELECT USING (hub_system() OR person_id = hub_person() OR deployment_id = ANY (hub_granted()));
  CREATE POLICY granted ON corridor_operation USING (hub_system() OR deployment_id = ANY (hub_granted()));
  GRANT SELECT, INSERT, UPDATE (settled_at, settled_by, settlement, note) ON corridor_operation TO hub_app;
  ALTER TABLE corridor_pack_key ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY open ON corridor_pack_key FOR SELECT USING (hub_acting());
  CREATE POLICY made ON corridor_pack_key FOR INSERT WITH CHECK (hub_system() OR hub_has_role('administrator'));
  CREATE POLICY retired ON corridor_pack_key FOR UPDATE USING (hub_system() OR hub_has_role('administrator'));
  GRANT SELECT, INSERT, UPDATE (retired_at) ON corridor_pack_key TO hub_app;
`);

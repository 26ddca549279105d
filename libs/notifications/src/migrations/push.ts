import { sqlMigration } from '#db';

/** Where people are reached outside the hub besides mail: devices, numbers, chats. What leads to them is sealed. */
export const push = sqlMigration(1763790040000, 'notifications devices and addresses', '0.1.0', /* sql */ `
  -- The key that push services know this hub by; made once.
  CREATE TABLE notification_vapid_key (
    id text PRIMARY KEY CONSTRAINT one_vapid_key CHECK (id = 'hub'),
    public_key text NOT NULL,
    sealed bytea NOT NULL,
    created_at timestamptz NOT NULL
  );
  CREATE TABLE notification_push (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES identity_person (id),
    -- SHA-256 of the endpoint: one device is kept once.
    endpoint_hash bytea NOT NULL CONSTRAINT endpoint_is_hashed CHECK (length(endpoint_hash) = 32),
    -- The endpoint and the device's keys.
    sealed bytea NOT NULL,
    service text NOT NULL,
    device text NOT NULL CONSTRAINT device_length CHECK (length(device) BETWEEN 1 AND 80),
    created_at timestamptz NOT NULL,
    used_at timestamptz,
    CONSTRAINT each_device_once UNIQUE (endpoint_hash)
  );
  CREATE INDEX notification_push_person ON notification_push (person_id, created_at, id);

  CREATE TABLE notification_address (
    person_id uuid NOT NULL REFERENCES identity_person (id),
    kind text NOT NULL CONSTRAINT address_kind_known CHECK (kind IN ('sms', 'chat')),
    sealed bytea NOT NULL,
    masked text NOT NULL,
    given_at timestamptz NOT NULL,
    verified_at timestamptz,
    -- The open code: its hash, and itself sealed until it has been sent.
    code_hash bytea CONSTRAINT code_is_hashed CHECK (length(code_hash) = 32),
    code_sealed bytea,
    code_expires_at timestamptz,
    tries int NOT NULL DEFAULT 0 CONSTRAINT code_tries CHECK (tries BETWEEN 0 AND 5),
    PRIMARY KEY (person_id, kind),
    CONSTRAINT no_open_code_once_verified CHECK (verified_at IS NULL OR code_hash IS NULL),
    CONSTRAINT a_code_runs_out CHECK ((code_hash IS NULL) = (code_expires_at IS NULL)),
    CONSTRAINT what_waits_is_open CHECK (code_sealed IS NULL OR code_hash IS NOT NULL)
  );
  CREATE INDEX notification_address_waiting ON notification_address (given_at) WHERE code_sealed IS NOT NULL;
  -- Codes that a person has asked for; kept though the address is removed, so that asking again is no way around the bound.
  CREATE TABLE notification_code_asked (
    person_id uuid NOT NULL REFERENCES identity_person (id),
    kind text NOT NULL,
    day date NOT NULL,
    count int NOT NULL CONSTRAINT codes_of_a_day CHECK (count BETWEEN 1 AND 10),
    last_at timestamptz NOT NULL,
    PRIMARY KEY (person_id, kind, day)
  );

  ALTER TABLE notification_vapid_key ENABLE ROW LEVEL SECURITY; ALTER TABLE notification_vapid_key FORCE ROW LEVEL SECURITY;
  CREATE POLICY vapid_key_is_the_hubs ON notification_vapid_key USING (hub_system());
  GRANT SELECT, INSERT ON notification_vapid_key TO hub_app;
  ALTER TABLE notification_push ENABLE ROW LEVEL SECURITY; ALTER TABLE notification_push FORCE ROW LEVEL SECURITY;
  CREATE POLICY own_devices ON notification_push USING (hub_system() OR person_id = hub_person());
  GRANT SELECT, INSERT, DELETE, UPDATE (sealed, device, used_at) ON notification_push TO hub_app;
  ALTER TABLE notification_address ENABLE ROW LEVEL SECURITY; ALTER TABLE notification_address FORCE ROW LEVEL SECURITY;
  CREATE POLICY own_addresses ON notification_address USING (hub_system() OR person_id = hub_person());
  GRANT SELECT, INSERT, UPDATE, DELETE ON notification_address TO hub_app;
  ALTER TABLE notification_code_asked ENABLE ROW LEVEL SECURITY; ALTER TABLE notification_code_asked FORCE ROW LEVEL SECURITY;
  CREATE POLICY own_codes_asked ON notification_code_asked USING (hub_system() OR person_id = hub_person());
  GRANT SELECT, INSERT, DELETE, UPDATE (count, last_at) ON notification_code_asked TO hub_app;
`);

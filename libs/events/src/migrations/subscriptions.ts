import { sqlMigration } from '#db';

/**
 * Who wants which events where, and every delivery of one. A subscription is its owner's: row-level security shows it to
 * nobody else but the hub's own duties and administrators, who never see a secret.
 */
export const subscriptions = sqlMigration(1763777000000, 'events subscriptions and deliveries', '0.1.0', /* sql */ `
  CREATE TABLE events_subscription (
    id uuid PRIMARY KEY,
    owner_id uuid NOT NULL,
    name text NOT NULL CONSTRAINT subscription_name_length CHECK (length(name) BETWEEN 1 AND 120),
    protocol text NOT NULL CONSTRAINT subscription_protocol_known CHECK (protocol IN ('webhook', 'fhir')),
    state text NOT NULL CONSTRAINT subscription_state_known CHECK (state IN ('requested', 'active', 'paused', 'disabled', 'ended')),
    reason text CONSTRAINT subscription_reason_known CHECK (reason IN ('gone', 'failing', 'rights_ended', 'address_refused')),
    url text NOT NULL CONSTRAINT subscription_url_length CHECK (length(url) <= 2000),
    format text NOT NULL CONSTRAINT subscription_format_known CHECK (format IN ('structured', 'binary')),
    payload text NOT NULL CONSTRAINT subscription_payload_known CHECK (payload IN ('empty', 'id', 'full')),
    filter jsonb NOT NULL,
    ordered boolean NOT NULL,
    batch int NOT NULL,
    concurrency int NOT NULL,
    per_second int,
    -- Seconds between two heartbeats; fhir only.
    heartbeat int,
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    CONSTRAINT subscription_batches_are_ordered CHECK (batch = 1 OR ordered),
    CONSTRAINT subscription_reason_is_of_disabled CHECK ((reason IS NULL) = (state <> 'disabled'))
  );
  CREATE INDEX events_subscription_owner ON events_subscription (owner_id, id);

  -- How far a subscription has come; changes with every event, so it stands apart from what its owner changes.
  CREATE TABLE events_progress (
    subscription_id uuid PRIMARY KEY REFERENCES events_subscription,
    -- The number in the feed up to which events were looked at.
    position bigint NOT NULL,
    -- The number of the newest delivery, and the digest of the chain up to it.
    sequence bigint NOT NULL DEFAULT 0,
    digest bytea NOT NULL,
    -- Failed tries since the last success, when the first of them was, and when the owner was told.
    failures int NOT NULL DEFAULT 0,
    failing_since timestamptz,
    told_at timestamptz,
    succeeded_at timestamptz,
    -- Nothing is sent before this: the endpoint asked for a pause (Retry-After, 429).
    rest_until timestamptz,
    -- Who drains it at this moment, and until when that is believed.
    lease uuid,
    lease_until timestamptz
  ) WITH (fillfactor = 50);

  -- What a request is signed with. A secret is sealed at rest; of a key pair the public half stands open.
  CREATE TABLE events_secret (
    id uuid PRIMARY KEY,
    subscription_id uuid NOT NULL REFERENCES events_subscription,
    kind text NOT NULL CONSTRAINT secret_kind_known CHECK (kind IN ('v1', 'v1a')),
    sealed bytea NOT NULL,
    public_key text,
    created_at timestamptz NOT NULL,
    -- After a rotation the old one signs beside the new one until then.
    expires_at timestamptz
  );
  CREATE INDEX events_secret_subscription ON events_secret (subscription_id);

  -- One event for one subscription. It names the event; the event itself stands in the log.
  CREATE TABLE events_delivery (
    subscription_id uuid NOT NULL REFERENCES events_subscription,
    -- 1, 2, 3 … of the subscription, without a hole.
    sequence bigint NOT NULL,
    event_id uuid NOT NULL,
    type text NOT NULL,
    stream text NOT NULL,
    -- Where it stands in the stream and in the feed.
    "offset" bigint NOT NULL,
    position bigint NOT NULL,
    payload text NOT NULL,
    -- Digest of the subscription's chain up to this delivery.
    digest bytea NOT NULL,
    state text NOT NULL DEFAULT 'pending' CONSTRAINT delivery_state_known CHECK (state IN ('pending', 'delivered', 'dead')),
    -- Tries in all, and of this round: a replay begins a new round of the schedule.
    attempts int NOT NULL DEFAULT 0,
    tries int NOT NULL DEFAULT 0,
    due_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    settled_at timestamptz,
    PRIMARY KEY (subscription_id, sequence)
  ) WITH (fillfactor = 80);
  CREATE INDEX events_delivery_due ON events_delivery (subscription_id, due_at, sequence) WHERE state = 'pending';
  CREATE INDEX events_delivery_event ON events_delivery (event_id);

  -- One try of one delivery: what was sent and what came back, both capped.
  CREATE TABLE events_attempt (
    subscription_id uuid NOT NULL,
    sequence bigint NOT NULL,
    number int NOT NULL,
    at timestamptz NOT NULL,
    milliseconds int NOT NULL,
    outcome text NOT NULL CONSTRAINT attempt_outcome_known CHECK (outcome IN ('delivered', 'refused', 'timeout', 'failed', 'blocked')),
    status int,
    fault text,
    request_headers jsonb NOT NULL,
    response_headers jsonb,
    response_body text,
    PRIMARY KEY (subscription_id, sequence, number)
  );
  CREATE INDEX events_attempt_at ON events_attempt USING brin (at);

  DO $$
  DECLARE name text;
  BEGIN
    FOREACH name IN ARRAY ARRAY['events_subscription', 'events_progress', 'events_secret', 'events_delivery', 'events_attempt'] LOOP
      EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
      EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    END LOOP;
    -- The parts of a subscription are seen by whom the policy granted it, and by its owner.
    FOREACH name IN ARRAY ARRAY['events_progress', 'events_secret', 'events_delivery', 'events_attempt'] LOOP
      EXECUTE format('CREATE POLICY %I ON %I USING (hub_system() OR subscription_id = ANY (hub_granted())
        OR EXISTS (SELECT FROM events_subscription s WHERE s.id = subscription_id AND s.owner_id = hub_person()))', name || '_of_owner', name);
    END LOOP;
  END $$;
  CREATE POLICY events_subscription_owner ON events_subscription
    USING (hub_system() OR owner_id = hub_person() OR (id = ANY (hub_granted()) AND hub_has_role('administrator')));
  GRANT SELECT, INSERT, UPDATE ON events_subscription, events_progress TO hub_app;
  GRANT SELECT, INSERT, UPDATE, DELETE ON events_secret, events_delivery, events_attempt TO hub_app;
`);

import { sqlMigration } from '#db';

/**
 * Durable pull consumers: how far each has come, what its readers hold, and what it gave up on. What is out is kept by the
 * batch, as ranges of numbers: a thousand messages in a row are one row of a few bytes.
 */
export const consumers = sqlMigration(1763777001000, 'events consumers', '0.1.0', /* sql */ `
  CREATE TABLE events_consumer (
    id uuid PRIMARY KEY,
    owner_id uuid NOT NULL,
    name text NOT NULL CONSTRAINT consumer_name_form CHECK (name ~ '^[A-Za-z0-9_-]{1,64}$'),
    -- The one stream that is read; null: the feed.
    stream text,
    filter jsonb NOT NULL,
    deliver_policy text NOT NULL CONSTRAINT consumer_policy_known CHECK (deliver_policy IN ('all', 'new', 'by_start_sequence', 'by_start_time', 'last', 'last_per_subject')),
    start_time timestamptz,
    -- Whether the place where it begins still has to be looked for, which the first reader does.
    unsettled boolean NOT NULL,
    ack_wait int NOT NULL,
    max_deliver int,
    backoff int[] NOT NULL,
    max_ack_pending int NOT NULL,
    inactive_threshold int,
    headers_only boolean NOT NULL,
    -- The history that it reads, and the number (of the feed, or of the stream) up to which events were looked at.
    epoch text,
    position bigint NOT NULL,
    -- The number after which it began.
    began bigint NOT NULL,
    -- Which life this is: a reset begins another, in which the tokens of the one before mean nothing.
    generation int NOT NULL DEFAULT 1,
    -- Goes on with every batch that is given: of two that give at once, one begins again.
    turn bigint NOT NULL DEFAULT 0,
    parked int NOT NULL DEFAULT 0 CONSTRAINT consumer_parked_counted CHECK (parked >= 0),
    missed bigint NOT NULL DEFAULT 0,
    active_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    CONSTRAINT one_consumer_of_a_name UNIQUE (owner_id, name)
  ) WITH (fillfactor = 50);
  CREATE INDEX events_consumer_inactive ON events_consumer (id) WHERE inactive_threshold IS NOT NULL;

  -- What was given and is not settled; and, with no delivery yet, what is to be given before anything newer.
  CREATE TABLE events_pending (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    consumer_id uuid NOT NULL REFERENCES events_consumer ON DELETE CASCADE,
    generation int NOT NULL,
    numbers int8multirange NOT NULL,
    delivered int NOT NULL CONSTRAINT pending_delivered_counted CHECK (delivered >= 0),
    -- Nobody gets it before this.
    due_at timestamptz NOT NULL
  ) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
  CREATE INDEX events_pending_consumer ON events_pending (consumer_id, due_at);

  CREATE TABLE events_parked (
    consumer_id uuid NOT NULL REFERENCES events_consumer ON DELETE CASCADE,
    number bigint NOT NULL,
    event_id uuid NOT NULL,
    type text NOT NULL,
    stream text NOT NULL,
    -- As its own stream has it.
    position text NOT NULL,
    delivered int NOT NULL,
    reason text NOT NULL CONSTRAINT parked_reason_known CHECK (reason IN ('max_deliver', 'terminated')),
    parked_at timestamptz NOT NULL,
    PRIMARY KEY (consumer_id, number)
  );

  DO $$
  DECLARE name text;
  BEGIN
    FOREACH name IN ARRAY ARRAY['events_consumer', 'events_pending', 'events_parked'] LOOP
      EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
      EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
      EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO hub_app', name);
    END LOOP;
    FOREACH name IN ARRAY ARRAY['events_pending', 'events_parked'] LOOP
      EXECUTE format('CREATE POLICY %I ON %I USING (hub_system() OR EXISTS (SELECT FROM events_consumer c WHERE c.id = consumer_id))', name || '_of_consumer', name);
    END LOOP;
  END $$;
  CREATE POLICY events_consumer_owner ON events_consumer
    USING (hub_system() OR owner_id = hub_person() OR (id = ANY (hub_granted()) AND hub_has_role('administrator')));

  -- How many numbers a set holds.
  CREATE FUNCTION events_count(numbers int8multirange) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (SELECT coalesce(sum(upper(r) - lower(r)), 0) FROM unnest(numbers) r);

  -- How many streams have a name like one of these, no more than asked for.
  CREATE FUNCTION events_streams_like(patterns text[], most int) RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    BEGIN ATOMIC
      SELECT count(*) FROM (SELECT FROM log_stream l WHERE hub_acting() AND l.name LIKE ANY (patterns) LIMIT most) found;
    END;
  REVOKE EXECUTE ON FUNCTION events_streams_like FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION events_streams_like TO hub_app;
`);

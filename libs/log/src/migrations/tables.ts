import { sqlMigration } from '#db';

/**
 * The tables of the log. The hub itself (`hub_app`) only reads them, and only at its own duties: whatever is written
 * is written by functions of the owner, so that no code of the hub can change, take away or forge an event.
 */
export const tables = sqlMigration(1763771000000, 'log tables', '0.1.0', /* sql */ `
  -- How long events are kept, by kind of stream; a kind that is not listed is kept for ever (0 months).
  CREATE TABLE log_retention (
    kind text PRIMARY KEY,
    months int NOT NULL CONSTRAINT log_retention_months CHECK (months BETWEEN 0 AND 1200)
  );
  INSERT INTO log_retention (kind, months) VALUES ('rights', 12);

  -- One row a stream. Its lock orders the appends; room in the page keeps each update in place (HOT).
  CREATE TABLE log_stream (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text COLLATE "C" NOT NULL CONSTRAINT log_stream_name UNIQUE
      CONSTRAINT log_stream_name_form CHECK (name ~ '^[a-z]+(:[A-Za-z0-9_-]{1,64})?$' AND name <> 'feed'),
    kind text NOT NULL,
    -- Which history this is. Another epoch after a restore: no reader resumes into it from the lost one.
    epoch text NOT NULL CONSTRAINT log_stream_epoch CHECK (epoch ~ '^[a-z0-9]{8}$'),
    -- The epoch at birth: the hash chain starts from it.
    origin text NOT NULL,
    head bigint NOT NULL DEFAULT 0,
    head_hash bytea NOT NULL,
    -- Months that its events are kept, settled at birth; 0 is for ever.
    months int NOT NULL,
    -- The month that the newest events are filed under (never an earlier one again), and the first offset in it.
    month date NOT NULL,
    month_from bigint NOT NULL DEFAULT 1,
    -- The last event that retention has taken, and its hash: the chain of what is kept starts after it.
    tail bigint NOT NULL DEFAULT 0,
    tail_hash bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
  ) WITH (fillfactor = 30);

  -- The events. A partition holds one month of the streams that are kept equally long, so that it can be dropped whole.
  CREATE TABLE log_event (
    stream_id bigint NOT NULL,
    "offset" bigint NOT NULL,
    months int NOT NULL,
    month date NOT NULL,
    id uuid NOT NULL,
    type text NOT NULL,
    time timestamptz NOT NULL,
    actor text NOT NULL,
    audience text[] NOT NULL,
    data jsonb NOT NULL,
    -- SHA-256 of salt and words of people; the words stand in log_personal and may be erased.
    personal bytea,
    hash bytea NOT NULL,
    PRIMARY KEY (stream_id, "offset", months, month)
  ) PARTITION BY RANGE (months, month);

  CREATE TABLE log_personal (
    stream_id bigint NOT NULL,
    "offset" bigint NOT NULL,
    salt bytea NOT NULL,
    data jsonb NOT NULL,
    PRIMARY KEY (stream_id, "offset")
  );

  -- What has no number in the feed yet: one row for each run of events of one stream in one transaction.
  CREATE TABLE log_unnumbered (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    stream_id bigint NOT NULL,
    "from" bigint NOT NULL,
    "to" bigint NOT NULL
  ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_insert_threshold = -1);

  -- The feed over all streams: a run of events and the number of its last one.
  CREATE TABLE log_feed (
    seq bigint PRIMARY KEY,
    stream_id bigint NOT NULL,
    "from" bigint NOT NULL,
    "to" bigint NOT NULL
  );

  -- Where the feed ends. Only the sequencer that holds the newest fence may move it.
  CREATE TABLE log_feed_head (
    one boolean PRIMARY KEY DEFAULT true CONSTRAINT log_feed_head_one CHECK (one),
    epoch text NOT NULL,
    seq bigint NOT NULL DEFAULT 0,
    fence bigint NOT NULL DEFAULT 0
  ) WITH (fillfactor = 30);

  -- How far each projection has come in the feed.
  CREATE TABLE log_consumer (
    name text PRIMARY KEY,
    position bigint NOT NULL DEFAULT 0
  ) WITH (fillfactor = 30);

  DO $$
  DECLARE t text;
  BEGIN
    FOREACH t IN ARRAY ARRAY['log_retention', 'log_stream', 'log_event', 'log_personal', 'log_unnumbered', 'log_feed', 'log_feed_head', 'log_consumer'] LOOP
      EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', t);
      -- The owner acts only through the functions of this lib, which say for themselves who may call them.
      EXECUTE format('CREATE POLICY owner ON %I TO CURRENT_USER USING (true) WITH CHECK (true)', t);
      EXECUTE format('CREATE POLICY duties ON %I TO hub_app USING ((SELECT hub_system())) WITH CHECK ((SELECT hub_system()))', t);
      EXECUTE format('GRANT SELECT ON %I TO hub_app', t);
    END LOOP;
  END $$;
  GRANT INSERT, UPDATE ON log_consumer TO hub_app;
`);

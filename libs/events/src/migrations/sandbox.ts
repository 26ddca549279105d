import { sqlMigration } from '#db';

/** Receivers that behave as they are told, and what examinations of receivers found. */
export const sandbox = sqlMigration(1763777004000, 'events sandbox', '0.1.0', /* sql */ `
  CREATE TABLE events_sink (
    id uuid PRIMARY KEY,
    owner_id uuid NOT NULL,
    -- SHA-256 of the secret part of its address.
    token_hash bytea NOT NULL CONSTRAINT sink_token_once UNIQUE,
    behaviour jsonb NOT NULL,
    -- Requests until it answers well again; null: never by itself.
    remaining int,
    received int NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
  );
  CREATE INDEX events_sink_owner ON events_sink (owner_id, id);
  CREATE INDEX events_sink_expiry ON events_sink (expires_at);

  -- The last requests that came to a sink: ids, never what was in them.
  CREATE TABLE events_sink_request (
    sink_id uuid NOT NULL REFERENCES events_sink ON DELETE CASCADE,
    number int NOT NULL,
    at timestamptz NOT NULL,
    webhook_id text,
    subscription_id text,
    sequence text,
    attempt text,
    bytes int NOT NULL,
    answered text NOT NULL,
    PRIMARY KEY (sink_id, number)
  );

  CREATE TABLE events_examination (
    id uuid PRIMARY KEY,
    subscription_id uuid NOT NULL REFERENCES events_subscription,
    state text NOT NULL DEFAULT 'running' CONSTRAINT examination_state_known CHECK (state IN ('running', 'finished')),
    started_at timestamptz NOT NULL,
    finished_at timestamptz,
    score int,
    checks jsonb NOT NULL DEFAULT '[]',
    CONSTRAINT examination_finished_has_score CHECK ((state = 'finished') = (finished_at IS NOT NULL AND score IS NOT NULL))
  );
  CREATE UNIQUE INDEX one_running_examination ON events_examination (subscription_id) WHERE state = 'running';
  CREATE INDEX events_examination_of ON events_examination (subscription_id, id);

  DO $$
  DECLARE name text;
  BEGIN
    FOREACH name IN ARRAY ARRAY['events_sink', 'events_sink_request', 'events_examination'] LOOP
      EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
      EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    END LOOP;
  END $$;
  CREATE POLICY events_sink_owner ON events_sink USING (hub_system() OR owner_id = hub_person());
  CREATE POLICY events_sink_request_owner ON events_sink_request
    USING (hub_system() OR EXISTS (SELECT FROM events_sink s WHERE s.id = sink_id AND s.owner_id = hub_person()));
  CREATE POLICY events_examination_granted ON events_examination USING (hub_system() OR subscription_id = ANY (hub_granted()));
  GRANT SELECT, INSERT, UPDATE (behaviour, remaining, received), DELETE ON events_sink TO hub_app;
  GRANT SELECT, INSERT, DELETE ON events_sink_request TO hub_app;
  GRANT SELECT, INSERT, UPDATE (state, finished_at, score, checks) ON events_examination TO hub_app;
`);

import { sqlMigration } from '#db';

/** Which trace an event was recorded in. It stands beside the chain and is no part of it: it may be dropped, and is. */
export const trace = sqlMigration(1763778100000, 'log trace', '0.1.0', /* sql */ `
  CREATE TABLE log_trace (
    event_id uuid PRIMARY KEY,
    -- W3C Trace Context: version, trace, span, flags.
    traceparent text NOT NULL CONSTRAINT log_trace_form CHECK (traceparent ~ '^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$'),
    at timestamptz NOT NULL DEFAULT now()
  );
  CREATE INDEX log_trace_at ON log_trace USING brin (at);
  ALTER TABLE log_trace ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY owner ON log_trace TO CURRENT_USER USING (true) WITH CHECK (true);
  CREATE POLICY duties ON log_trace TO hub_app USING ((SELECT hub_system()));
  GRANT SELECT, DELETE ON log_trace TO hub_app;

  -- Notes the trace of events that the same transaction appends.
  CREATE FUNCTION log_traced(p_ids uuid[], p_traceparent text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
  BEGIN
    IF NOT hub_acting() THEN RAISE insufficient_privilege USING MESSAGE = 'the log is written to by a stated actor only'; END IF;
    INSERT INTO log_trace (event_id, traceparent) SELECT unnest(p_ids), p_traceparent;
  END $$;
  REVOKE EXECUTE ON FUNCTION log_traced FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION log_traced TO hub_app;
`);

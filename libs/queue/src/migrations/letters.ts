import { sqlMigration } from '#db';

/** What of the jobs is memory, and therefore stands in the hub's own tables: which effects have happened, and which jobs were given up. */
export const letters = sqlMigration(1763776001000, 'queue effects and dead letters', '0.1.0', /* sql */ `
  -- An effect that has happened. Written in the transaction of the effect, so that neither is there without the other.
  CREATE TABLE queue_effect (
    key text PRIMARY KEY CONSTRAINT effect_key_length CHECK (length(key) BETWEEN 1 AND 300),
    at timestamptz NOT NULL
  );
  CREATE INDEX queue_effect_at ON queue_effect USING brin (at);

  -- A job that was given up: after its last try, or because it was none of the hub's.
  CREATE TABLE queue_dead_letter (
    id uuid PRIMARY KEY,
    job text NOT NULL CONSTRAINT dead_letter_job_length CHECK (length(job) BETWEEN 1 AND 200),
    -- Ids only; null when they do not fit the contract: such a job is never run.
    data jsonb,
    key text,
    reason text NOT NULL CONSTRAINT dead_letter_reason_known CHECK (reason IN ('failed', 'stalled', 'refused')),
    error text NOT NULL CONSTRAINT dead_letter_error_length CHECK (length(error) <= 500),
    attempts int NOT NULL,
    at timestamptz NOT NULL
  );
  CREATE INDEX queue_dead_letter_at ON queue_dead_letter (at, id);

  DO $$
  DECLARE name text;
  BEGIN
    FOREACH name IN ARRAY ARRAY['queue_effect', 'queue_dead_letter'] LOOP
      EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
      EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    END LOOP;
  END $$;
  CREATE POLICY queue_effect_of_duties ON queue_effect USING (hub_system());
  CREATE POLICY queue_dead_letter_of_administrators ON queue_dead_letter USING (hub_system() OR hub_has_role('administrator'));
  GRANT SELECT, INSERT, DELETE ON queue_effect TO hub_app;
  GRANT SELECT, INSERT, UPDATE, DELETE ON queue_dead_letter TO hub_app;
`);

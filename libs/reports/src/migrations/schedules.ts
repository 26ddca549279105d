import { sqlMigration } from '#db';

/**
 * What is reported when, each run of it, and for whom a run made a document. A schedule is its owner's; administrators see what there is,
 * and whoever something was made for sees that much of it. What a document says stands elsewhere, and only its reader gets there.
 */
export const schedules = sqlMigration(1763790050000, 'reports schedules and runs', '0.1.0', /* sql */ `
  CREATE TABLE report_schedule (
    id uuid PRIMARY KEY,
    owner_id uuid NOT NULL,
    name text NOT NULL CONSTRAINT schedule_name_length CHECK (length(name) BETWEEN 1 AND 120),
    kind text NOT NULL,
    params jsonb NOT NULL,
    cron text NOT NULL,
    zone text NOT NULL,
    -- An ISO 8601 duration that ends at the nominal time; null: all of its subject.
    "window" text,
    formats text[] NOT NULL CONSTRAINT schedule_has_formats CHECK (cardinality(formats) > 0),
    -- Null: each reader's own.
    language text,
    subject text NOT NULL,
    skip_if_empty boolean NOT NULL,
    missed jsonb NOT NULL,
    keep_days int NOT NULL CONSTRAINT schedule_keeps_for_days CHECK (keep_days BETWEEN 1 AND 3650),
    recipients jsonb NOT NULL,
    state text NOT NULL CONSTRAINT schedule_state_known CHECK (state IN ('active', 'paused', 'ended')),
    due_at timestamptz,
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    CONSTRAINT active_schedules_are_due CHECK ((due_at IS NOT NULL) = (state = 'active'))
  );
  CREATE INDEX report_schedule_owner ON report_schedule (owner_id, id);
  CREATE INDEX report_schedule_due ON report_schedule (due_at) WHERE state = 'active';

  CREATE TABLE report_run (
    id uuid PRIMARY KEY,
    schedule_id uuid NOT NULL REFERENCES report_schedule,
    owner_id uuid NOT NULL,
    reason text NOT NULL CONSTRAINT run_reason_known CHECK (reason IN ('schedule', 'now', 'again')),
    -- The run whose report it makes again.
    again uuid REFERENCES report_run,
    nominal_at timestamptz NOT NULL,
    -- What the schedule had settled when the run was planned.
    plan jsonb NOT NULL,
    window_from timestamptz,
    window_to timestamptz,
    state text NOT NULL CONSTRAINT run_state_known CHECK (state IN ('due', 'running', 'made', 'empty', 'failed', 'skipped')),
    planned_at timestamptz NOT NULL,
    -- Not before this, because the last try failed; null: at once.
    try_at timestamptz,
    tries int NOT NULL DEFAULT 0,
    started_at timestamptz,
    ended_at timestamptz,
    error text,
    -- The range of the feed that it is made of, settled at the first try: from the beginning of what is kept up to this number.
    epoch text,
    up_to bigint,
    -- Who makes it at this moment, and until when that is believed.
    lease uuid,
    lease_until timestamptz,
    files_gone_at timestamptz,
    CONSTRAINT run_again_of_a_run CHECK ((again IS NOT NULL) = (reason = 'again')),
    CONSTRAINT run_that_ended_has_an_end CHECK ((ended_at IS NOT NULL) = (state IN ('made', 'empty', 'failed', 'skipped')))
  );
  -- Never twice for one nominal time, whoever asks.
  CREATE UNIQUE INDEX one_run_for_a_nominal_time ON report_run (schedule_id, nominal_at) WHERE again IS NULL;
  CREATE INDEX report_run_schedule ON report_run (schedule_id, nominal_at DESC, id DESC);
  CREATE INDEX report_run_open ON report_run (planned_at) WHERE state IN ('due', 'running');
  CREATE INDEX report_run_files ON report_run (schedule_id, ended_at) WHERE ended_at IS NOT NULL AND files_gone_at IS NULL;

  -- What one run makes for one reader. Sight: what of their own may be in it; an address outside of the hub gets less.
  CREATE TABLE report_document (
    id uuid PRIMARY KEY,
    run_id uuid NOT NULL REFERENCES report_run,
    schedule_id uuid NOT NULL,
    owner_id uuid NOT NULL,
    reader_id uuid NOT NULL,
    sight text NOT NULL CONSTRAINT document_sight_known CHECK (sight IN ('own', 'alliance', 'public')),
    -- Whether the reader is told of it: the owner gets one in any case.
    told boolean NOT NULL,
    state text NOT NULL DEFAULT 'due' CONSTRAINT document_state_known CHECK (state IN ('due', 'made', 'empty', 'failed', 'dropped')),
    error text,
    language text,
    subject text,
    -- Events it is made of, and their digest.
    events int,
    digest text,
    -- The streams that it was made of, each with the audiences that its reader belonged to.
    grounds jsonb,
    corrections jsonb,
    made_at timestamptz,
    CONSTRAINT one_document_for_a_reader UNIQUE (run_id, reader_id, sight)
  );
  CREATE INDEX report_document_reader ON report_document (reader_id, schedule_id);

  ALTER TABLE report_schedule ENABLE ROW LEVEL SECURITY; ALTER TABLE report_schedule FORCE ROW LEVEL SECURITY;
  ALTER TABLE report_run ENABLE ROW LEVEL SECURITY; ALTER TABLE report_run FORCE ROW LEVEL SECURITY;
  ALTER TABLE report_document ENABLE ROW LEVEL SECURITY; ALTER TABLE report_document FORCE ROW LEVEL SECURITY;
  CREATE POLICY documents_of_reader_and_owner ON report_document USING (hub_system() OR reader_id = hub_person() OR owner_id = hub_person());
  CREATE POLICY schedules_of_owner ON report_schedule USING (hub_system() OR owner_id = hub_person() OR hub_has_role('administrator'));
  CREATE POLICY schedules_are_known_to_readers ON report_schedule FOR SELECT
    USING (EXISTS (SELECT FROM report_document d WHERE d.schedule_id = report_schedule.id AND d.reader_id = hub_person()));
  CREATE POLICY runs_of_owner ON report_run USING (hub_system() OR owner_id = hub_person() OR hub_has_role('administrator'));
  CREATE POLICY runs_are_known_to_readers ON report_run FOR SELECT
    USING (EXISTS (SELECT FROM report_document d WHERE d.run_id = report_run.id AND d.reader_id = hub_person()));
  GRANT SELECT, INSERT, UPDATE ON report_schedule, report_run, report_document TO hub_app;
`);

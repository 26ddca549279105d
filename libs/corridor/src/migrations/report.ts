import { sqlMigration } from '#db';

/**
 * Tally and daily report. What a reader may see of a report the compact says; encounters are for those who count them, and
 * starred items for the named role alone: not for the hub's own duties, not for administrators.
 */
export const report = sqlMigration(1763781700000, 'corridor daily report', '0.1.0', /* sql */ `
  -- Whether the person holds the named role for protection of the operator or the host of a deployment.
  CREATE FUNCTION corridor_protects(deployment uuid) RETURNS boolean LANGUAGE sql STABLE
    RETURN EXISTS (SELECT FROM corridor_deployment d JOIN corridor_post p ON p.corridor_id = d.corridor_id AND p.institution_id IN (d.operator_id, d.host_id)
      JOIN corridor_member m ON m.corridor_id = p.corridor_id AND m.institution_id = p.institution_id
      WHERE d.id = deployment AND p.post = 'protection' AND p.person_id = hub_person());

  -- A closed encounter as it is counted: codes alone. A correction or withdrawal is the next revision; the last one counts.
  CREATE TABLE corridor_encounter (
    deployment_id uuid NOT NULL REFERENCES corridor_deployment (id),
    encounter_id uuid NOT NULL,
    revision int NOT NULL CONSTRAINT encounter_revision CHECK (revision >= 1),
    corridor_id uuid NOT NULL REFERENCES corridor_corridor (id),
    institution_id uuid NOT NULL REFERENCES corridor_institution (id),
    current boolean NOT NULL,
    withdrawn boolean NOT NULL,
    closed_at timestamptz NOT NULL,
    -- The local day of the unit, by the zone that it was in.
    day date NOT NULL,
    age_group text NOT NULL CONSTRAINT encounter_age_known CHECK (age_group IN ('under_1', 'age_1_4', 'age_5_17', 'age_18_64', 'age_65_over')),
    sex smallint NOT NULL CONSTRAINT encounter_sex_known CHECK (sex BETWEEN 1 AND 3),
    items smallint[] NOT NULL CONSTRAINT no_starred_items CHECK (NOT items && ARRAY[28, 31, 42, 43, 47, 48, 49, 50]::smallint[]),
    -- Of all that was said of it: a retry says the same.
    digest bytea NOT NULL,
    counted_by uuid NOT NULL,
    counted_at timestamptz NOT NULL,
    PRIMARY KEY (deployment_id, encounter_id, revision)
  );
  CREATE UNIQUE INDEX one_current_encounter ON corridor_encounter (deployment_id, encounter_id) WHERE current;
  CREATE INDEX corridor_encounter_day ON corridor_encounter (deployment_id, day) WHERE current;

  CREATE TABLE corridor_restricted_line (
    deployment_id uuid NOT NULL REFERENCES corridor_deployment (id),
    encounter_id uuid NOT NULL,
    revision int NOT NULL,
    item smallint NOT NULL CONSTRAINT starred_item CHECK (item IN (28, 31, 42, 43, 47, 48, 49, 50)),
    note text CONSTRAINT line_note_length CHECK (length(note) <= 500),
    PRIMARY KEY (deployment_id, encounter_id, revision, item),
    CONSTRAINT line_of_encounter FOREIGN KEY (deployment_id, encounter_id, revision) REFERENCES corridor_encounter (deployment_id, encounter_id, revision)
  );

  CREATE TABLE corridor_report_slot (
    deployment_id uuid NOT NULL REFERENCES corridor_deployment (id),
    item smallint NOT NULL CONSTRAINT slot_is_free CHECK (item BETWEEN 19 AND 22),
    from_day date NOT NULL,
    corridor_id uuid NOT NULL REFERENCES corridor_corridor (id),
    institution_id uuid NOT NULL REFERENCES corridor_institution (id),
    name text CONSTRAINT slot_name_length CHECK (length(name) BETWEEN 1 AND 100),
    PRIMARY KEY (deployment_id, item, from_day)
  );

  CREATE TABLE corridor_report (
    id uuid PRIMARY KEY,
    corridor_id uuid NOT NULL REFERENCES corridor_corridor (id),
    deployment_id uuid NOT NULL REFERENCES corridor_deployment (id),
    institution_id uuid NOT NULL REFERENCES corridor_institution (id),
    host_id uuid NOT NULL REFERENCES corridor_institution (id),
    day date NOT NULL,
    form text NOT NULL CONSTRAINT report_form_known CHECK (form IN ('mds50', 'mds46')),
    version int NOT NULL CONSTRAINT report_version CHECK (version >= 1),
    current boolean NOT NULL,
    source text NOT NULL CONSTRAINT report_source_known CHECK (source IN ('tally', 'hand')),
    -- Counts by '<item>/<column>'; what is not known is not there.
    counts jsonb NOT NULL,
    -- Of these the ones that outside audiences do not see: the small ones, and what gives them away.
    hidden text[] NOT NULL,
    needs smallint[] NOT NULL,
    slots jsonb NOT NULL,
    late boolean NOT NULL,
    submitted_by uuid NOT NULL,
    submitted_at timestamptz NOT NULL,
    CONSTRAINT report_versions UNIQUE (deployment_id, day, form, version)
  );
  CREATE UNIQUE INDEX one_current_report ON corridor_report (deployment_id, day, form) WHERE current;
  CREATE INDEX corridor_report_day ON corridor_report (corridor_id, day, id) WHERE current;

  -- Starred items of reports that were entered by hand.
  CREATE TABLE corridor_restricted_count (
    report_id uuid NOT NULL REFERENCES corridor_report (id),
    deployment_id uuid NOT NULL REFERENCES corridor_deployment (id),
    day date NOT NULL,
    form text NOT NULL,
    version int NOT NULL,
    item smallint NOT NULL,
    report_column text NOT NULL,
    count int NOT NULL CONSTRAINT restricted_count CHECK (count >= 0),
    PRIMARY KEY (report_id, item, report_column)
  );
  CREATE INDEX corridor_restricted_count_day ON corridor_restricted_count (deployment_id, day);

  -- Reports that are due: one for each local day in which the unit worked, even for a minute.
  CREATE TABLE corridor_report_due (
    deployment_id uuid NOT NULL REFERENCES corridor_deployment (id),
    day date NOT NULL,
    corridor_id uuid NOT NULL REFERENCES corridor_corridor (id),
    institution_id uuid NOT NULL REFERENCES corridor_institution (id),
    due_at timestamptz NOT NULL,
    submitted_at timestamptz,
    raised_at timestamptz,
    PRIMARY KEY (deployment_id, day)
  );
  CREATE INDEX corridor_report_open ON corridor_report_due (due_at) WHERE submitted_at IS NULL;
  CREATE INDEX corridor_report_due_corridor ON corridor_report_due (corridor_id, day);

  ALTER TABLE corridor_encounter ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY counted ON corridor_encounter FOR SELECT
    USING (institution_id = ANY ((SELECT corridor_acting())::uuid[]) OR EXISTS (SELECT FROM corridor_deployment d WHERE d.id = deployment_id AND d.host_id = ANY ((SELECT corridor_acting())::uuid[])));
  CREATE POLICY granted ON corridor_encounter FOR INSERT WITH CHECK (deployment_id = ANY (hub_granted()));
  CREATE POLICY superseded ON corridor_encounter FOR UPDATE USING (deployment_id = ANY (hub_granted()));
  GRANT SELECT, INSERT, UPDATE (current) ON corridor_encounter TO hub_app;

  ALTER TABLE corridor_restricted_line ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY protection ON corridor_restricted_line FOR SELECT USING (corridor_protects(deployment_id));
  CREATE POLICY granted ON corridor_restricted_line FOR INSERT WITH CHECK (deployment_id = ANY (hub_granted()));
  GRANT SELECT, INSERT ON corridor_restricted_line TO hub_app;

  ALTER TABLE corridor_restricted_count ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY protection ON corridor_restricted_count FOR SELECT USING (corridor_protects(deployment_id));
  CREATE POLICY granted ON corridor_restricted_count FOR INSERT WITH CHECK (deployment_id = ANY (hub_granted()));
  GRANT SELECT, INSERT ON corridor_restricted_count TO hub_app;

  ALTER TABLE corridor_report_slot ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY shared ON corridor_report_slot FOR SELECT USING (corridor_shared(institution_id, 'report'));
  CREATE POLICY granted ON corridor_report_slot FOR INSERT WITH CHECK (deployment_id = ANY (hub_granted()));
  CREATE POLICY renamed ON corridor_report_slot FOR UPDATE USING (deployment_id = ANY (hub_granted()));
  GRANT SELECT, INSERT, UPDATE (name) ON corridor_report_slot TO hub_app;

  ALTER TABLE corridor_report ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  -- What is older than the compact shares is not shared any more; the host keeps what was reported to it.
  CREATE POLICY shared ON corridor_report FOR SELECT
    USING (submitted_at >= corridor_shared_since(institution_id, 'report') OR host_id = ANY ((SELECT corridor_acting())::uuid[]));
  CREATE POLICY granted ON corridor_report FOR INSERT WITH CHECK (deployment_id = ANY (hub_granted()));
  CREATE POLICY superseded ON corridor_report FOR UPDATE USING (deployment_id = ANY (hub_granted()));
  GRANT SELECT, INSERT, UPDATE (current) ON corridor_report TO hub_app;

  -- That a report is due, and whether it came, is known to everybody who belongs to a member.
  ALTER TABLE corridor_report_due ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY known ON corridor_report_due FOR SELECT USING (corridor_known(corridor_id));
  CREATE POLICY granted ON corridor_report_due USING (hub_system() OR deployment_id = ANY (hub_granted()));
  GRANT SELECT, INSERT, UPDATE ON corridor_report_due TO hub_app;
`);

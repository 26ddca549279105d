import { sqlMigration } from '#db';

/**
 * Alerts and what was done with them. Whatever a transaction is about, it may have to raise or end an alert that its actor
 * does not even see: those two run as the hub itself (`asHub`). Everything else is done by people to whom the alert was
 * granted, and read by those with whom its owner shares alerts.
 */
export const alert = sqlMigration(1763781600000, 'corridor alerts', '0.1.0', /* sql */ `
  CREATE TABLE corridor_alert (
    id uuid PRIMARY KEY,
    corridor_id uuid NOT NULL REFERENCES corridor_corridor (id),
    -- Whose matter it is, and the country of that institution.
    institution_id uuid NOT NULL REFERENCES corridor_institution (id),
    country_code text NOT NULL,
    key text NOT NULL CONSTRAINT alert_key_length CHECK (length(key) BETWEEN 1 AND 200),
    kind text NOT NULL CONSTRAINT alert_kind_form CHECK (kind ~ '^[a-z][a-z_]{0,39}$'),
    exercise boolean NOT NULL,
    unit_id uuid REFERENCES corridor_unit (id),
    deployment_id uuid REFERENCES corridor_deployment (id),
    centre_id uuid REFERENCES corridor_centre (id),
    severity text NOT NULL CONSTRAINT alert_severity_known CHECK (severity IN ('extreme', 'severe', 'moderate', 'minor', 'unknown')),
    urgency text NOT NULL CONSTRAINT alert_urgency_known CHECK (urgency IN ('immediate', 'expected', 'future', 'past', 'unknown')),
    certainty text NOT NULL CONSTRAINT alert_certainty_known CHECK (certainty IN ('observed', 'likely', 'possible', 'unlikely', 'unknown')),
    category text NOT NULL CONSTRAINT alert_category_known CHECK (category IN ('geo', 'met', 'safety', 'security', 'rescue', 'fire', 'health', 'env', 'transport', 'infra', 'cbrne', 'other')),
    response_type text CONSTRAINT alert_response_known CHECK (response_type IN ('shelter', 'evacuate', 'prepare', 'execute', 'avoid', 'monitor', 'assess', 'all_clear', 'none')),
    message_type text NOT NULL CONSTRAINT alert_message_known CHECK (message_type IN ('alert', 'update', 'cancel', 'error')),
    supersedes uuid REFERENCES corridor_alert (id),
    -- Words of people; in no event.
    headline text CONSTRAINT alert_headline_length CHECK (length(headline) BETWEEN 1 AND 160),
    description text CONSTRAINT alert_description_length CHECK (length(description) BETWEEN 1 AND 4000),
    facts jsonb NOT NULL,
    observed_at timestamptz NOT NULL,
    raised_at timestamptz NOT NULL,
    -- The last time that it was raised again.
    seen_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    expires_at timestamptz,
    -- Somebody wants to hear nothing of it before.
    quiet_until timestamptz,
    notified_at timestamptz,
    acknowledged_at timestamptz,
    acknowledged_by uuid,
    assignee_id uuid,
    resolved_at timestamptz,
    ended_at timestamptz,
    state text NOT NULL CONSTRAINT alert_state_known CHECK (state IN ('raised', 'notified', 'escalated', 'suppressed', 'acknowledged', 'assigned', 'resolved', 'closed', 'expired', 'superseded')),
    version int NOT NULL CONSTRAINT alert_version CHECK (version >= 1),
    level int NOT NULL CONSTRAINT alert_level CHECK (level BETWEEN 0 AND 9),
    -- Notices since the last one that changed anything: reminders come ever more seldom.
    reminders int NOT NULL CONSTRAINT alert_reminders CHECK (reminders >= 0),
    count int NOT NULL CONSTRAINT alert_count CHECK (count >= 1),
    -- When the hub goes on by itself; the job store is woken for it, and what was lost there is found here.
    due_at timestamptz,
    CONSTRAINT alert_ends_once CHECK ((ended_at IS NOT NULL) = (state IN ('closed', 'expired', 'superseded'))),
    CONSTRAINT alert_end_is_quiet CHECK (ended_at IS NULL OR due_at IS NULL)
  );
  -- The same thing is raised once. A drill never stands in the way of the real thing.
  CREATE UNIQUE INDEX one_open_alert ON corridor_alert (corridor_id, key, exercise) WHERE state IN ('raised', 'notified', 'escalated', 'suppressed', 'acknowledged', 'assigned');
  CREATE INDEX corridor_alert_by_key ON corridor_alert (corridor_id, key, id);
  CREATE INDEX corridor_alert_by_corridor ON corridor_alert (corridor_id, id);
  CREATE INDEX corridor_alert_due ON corridor_alert (due_at) WHERE due_at IS NOT NULL;
  CREATE INDEX corridor_alert_supersedes ON corridor_alert (supersedes) WHERE supersedes IS NOT NULL;

  -- What was done with an alert, in order; never changed.
  CREATE TABLE corridor_alert_step (
    alert_id uuid NOT NULL REFERENCES corridor_alert (id),
    number int NOT NULL CONSTRAINT step_number CHECK (number >= 1),
    institution_id uuid NOT NULL REFERENCES corridor_institution (id),
    step text NOT NULL CONSTRAINT step_form CHECK (step ~ '^[a-z][a-z_]{0,39}$'),
    state text NOT NULL,
    at timestamptz NOT NULL,
    -- Who took it; null: the hub.
    person_id uuid,
    message_type text CONSTRAINT step_message_known CHECK (message_type IN ('alert', 'update', 'cancel', 'ack', 'error')),
    level int NOT NULL,
    -- Who was woken.
    person_ids uuid[] NOT NULL,
    holes int[] NOT NULL,
    fallback text NOT NULL CONSTRAINT step_fallback_known CHECK (fallback IN ('none', 'coordinators', 'organisation')),
    until timestamptz,
    note text CONSTRAINT step_note_length CHECK (length(note) BETWEEN 1 AND 2000),
    PRIMARY KEY (alert_id, number)
  );

  ALTER TABLE corridor_alert ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY shared ON corridor_alert FOR SELECT USING (raised_at >= corridor_shared_since(institution_id, 'alert') OR id = ANY (hub_granted()));
  CREATE POLICY raised ON corridor_alert FOR INSERT WITH CHECK (hub_system());
  CREATE POLICY granted ON corridor_alert FOR UPDATE USING (hub_system() OR id = ANY (hub_granted()));
  GRANT SELECT, INSERT, UPDATE ON corridor_alert TO hub_app;

  ALTER TABLE corridor_alert_step ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY shared ON corridor_alert_step FOR SELECT USING (at >= corridor_shared_since(institution_id, 'alert') OR alert_id = ANY (hub_granted()));
  CREATE POLICY taken ON corridor_alert_step FOR INSERT WITH CHECK (hub_system() OR alert_id = ANY (hub_granted()));
  GRANT SELECT, INSERT ON corridor_alert_step TO hub_app;

  -- On call: for each level of an institution a weekly pattern on the wall clock of a zone.
  CREATE TABLE corridor_roster (
    corridor_id uuid NOT NULL REFERENCES corridor_corridor (id),
    institution_id uuid NOT NULL REFERENCES corridor_institution (id),
    -- Of one kind of alert alone, or 'any' for all that have no roster of their own.
    kind text NOT NULL CONSTRAINT roster_kind_form CHECK (kind ~ '^[a-z][a-z_]{0,39}$'),
    level int NOT NULL CONSTRAINT roster_level CHECK (level BETWEEN 1 AND 9),
    zone text NOT NULL,
    -- [{ personId, weekdays, from, to, holidays }]
    shifts jsonb NOT NULL,
    -- Local days that are no working days there.
    holidays date[] NOT NULL,
    version int NOT NULL CONSTRAINT roster_version CHECK (version >= 1),
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (corridor_id, institution_id, kind, level)
  );
  -- For once it is otherwise: these people, or nobody, in place of the pattern.
  CREATE TABLE corridor_roster_override (
    id uuid PRIMARY KEY,
    corridor_id uuid NOT NULL,
    institution_id uuid NOT NULL,
    kind text NOT NULL,
    level int NOT NULL,
    -- Wall times in the zone of the roster, without one of their own.
    starts text NOT NULL,
    ends text NOT NULL CONSTRAINT override_ends_after_it_starts CHECK (ends > starts),
    person_ids uuid[] NOT NULL,
    given_at timestamptz NOT NULL,
    lifted_at timestamptz,
    FOREIGN KEY (corridor_id, institution_id, kind, level) REFERENCES corridor_roster ON DELETE CASCADE
  );
  CREATE INDEX corridor_roster_override_of ON corridor_roster_override (corridor_id, institution_id, kind, level) WHERE lifted_at IS NULL;

  -- Who reads an institution's alerts may know whom it wakes.
  ALTER TABLE corridor_roster ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY shared ON corridor_roster FOR SELECT USING (corridor_shared(institution_id, 'alert'));
  CREATE POLICY entered ON corridor_roster FOR INSERT WITH CHECK (hub_system() OR corridor_id = ANY (hub_granted()));
  CREATE POLICY changed ON corridor_roster FOR UPDATE USING (hub_system() OR corridor_id = ANY (hub_granted()));
  CREATE POLICY dropped ON corridor_roster FOR DELETE USING (hub_system() OR corridor_id = ANY (hub_granted()));
  GRANT SELECT, INSERT, UPDATE, DELETE ON corridor_roster TO hub_app;

  ALTER TABLE corridor_roster_override ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY shared ON corridor_roster_override FOR SELECT USING (corridor_shared(institution_id, 'alert'));
  CREATE POLICY given ON corridor_roster_override FOR INSERT WITH CHECK (hub_system() OR corridor_id = ANY (hub_granted()));
  CREATE POLICY lifted ON corridor_roster_override FOR UPDATE USING (hub_system() OR corridor_id = ANY (hub_granted()));
  GRANT SELECT, INSERT, UPDATE ON corridor_roster_override TO hub_app;
`);

import { sqlMigration } from '#db';

/**
 * What people are told. A person sees their own entries and messages and the notices behind them; the rest is seen by the
 * hub's own duties and administrators. What a notice says is made of its facts when it is read or sent: no words are kept.
 */
export const core = sqlMigration(1763790010000, 'notifications notices, inbox and messages', '0.1.0', /* sql */ `
  CREATE TABLE notification_notice (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    key text NOT NULL CONSTRAINT notice_key_length CHECK (length(key) BETWEEN 1 AND 300),
    category text NOT NULL,
    critical boolean NOT NULL,
    about text NOT NULL,
    facts jsonb NOT NULL,
    appointment jsonb,
    digest_key text NOT NULL,
    -- The event because of which it is told.
    event_id uuid NOT NULL,
    event_type text NOT NULL,
    -- waiting: its instant has not come; told: entries and messages are written; withdrawn: it is not so after all.
    state text NOT NULL CONSTRAINT notice_state_known CHECK (state IN ('waiting', 'told', 'withdrawn')),
    -- When it is told, and from when on it is worth nothing.
    at timestamptz NOT NULL,
    until timestamptz,
    -- Who is told, and who after them until somebody acknowledges it.
    people uuid[] NOT NULL,
    chain uuid[] NOT NULL,
    acknowledged_at timestamptz,
    acknowledged_by uuid,
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    CONSTRAINT one_notice_for_a_key UNIQUE (name, key),
    CONSTRAINT acknowledged_by_somebody CHECK ((acknowledged_at IS NULL) = (acknowledged_by IS NULL))
  );
  CREATE INDEX notification_notice_waiting ON notification_notice (at) WHERE state = 'waiting';
  CREATE INDEX notification_notice_old ON notification_notice (changed_at);

  -- The inbox of a person: each notice once.
  CREATE TABLE notification_entry (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL,
    notice_id uuid NOT NULL REFERENCES notification_notice ON DELETE CASCADE,
    category text NOT NULL,
    arrived_at timestamptz NOT NULL,
    -- Whether the person's devices were told that it is there.
    announced boolean NOT NULL DEFAULT false,
    seen_at timestamptz,
    read_at timestamptz,
    archived_at timestamptz,
    acknowledged_at timestamptz,
    CONSTRAINT told_once UNIQUE (notice_id, person_id)
  ) WITH (fillfactor = 85);
  CREATE INDEX notification_entry_inbox ON notification_entry (person_id, arrived_at, id);
  CREATE INDEX notification_entry_unread ON notification_entry (person_id, category) WHERE read_at IS NULL AND archived_at IS NULL;
  CREATE INDEX notification_entry_unannounced ON notification_entry (id) WHERE NOT announced;

  -- One row for each person with an inbox. What changes an inbox locks it first, so that counts of what is unread are told in order.
  CREATE TABLE notification_reader (
    person_id uuid PRIMARY KEY,
    turns bigint NOT NULL DEFAULT 1
  ) WITH (fillfactor = 70);

  -- One notice for one person on one channel outside the hub.
  CREATE TABLE notification_message (
    id uuid PRIMARY KEY,
    notice_id uuid NOT NULL REFERENCES notification_notice ON DELETE CASCADE,
    person_id uuid NOT NULL,
    channel text NOT NULL CONSTRAINT message_channel_known CHECK (channel IN ('mail', 'push', 'sms', 'chat')),
    state text NOT NULL CONSTRAINT message_state_known CHECK (state IN ('held', 'queued', 'sent', 'delivered', 'bounced', 'seen', 'acknowledged', 'dropped')),
    -- Why it is held or was dropped.
    reason text CONSTRAINT message_reason_known CHECK (reason IN ('preference', 'no_address', 'unsubscribed', 'suppressed', 'quiet_hours', 'digest', 'throttled', 'no_right', 'not_active', 'no_longer_true', 'too_late', 'channel_off', 'gave_up')),
    -- When it is looked at next; null when it has gone its way, or waits in a digest that another message carries.
    due_at timestamptz,
    -- The digest that it is gathered in.
    digest_id uuid,
    attempts int NOT NULL DEFAULT 0,
    -- Who sends it at this moment, and until when that is believed, by the database's clock.
    lease uuid,
    lease_until timestamptz,
    -- How the other end names it.
    reference text,
    -- Every state that it came to: when, why, and until when.
    steps jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    moved_at timestamptz NOT NULL,
    CONSTRAINT one_message_on_a_channel UNIQUE (notice_id, person_id, channel),
    CONSTRAINT only_what_waits_is_due CHECK (due_at IS NULL OR state IN ('held', 'queued')),
    CONSTRAINT held_and_dropped_for_a_reason CHECK ((reason IS NOT NULL) = (state IN ('held', 'dropped')))
  ) WITH (fillfactor = 70);
  CREATE INDEX notification_message_due ON notification_message (channel, due_at) WHERE due_at IS NOT NULL;
  CREATE INDEX notification_message_person ON notification_message (person_id, id);
  CREATE INDEX notification_message_digest ON notification_message (digest_id) WHERE digest_id IS NOT NULL;
  CREATE INDEX notification_message_reference ON notification_message (channel, reference) WHERE reference IS NOT NULL;

  DO $$
  DECLARE name text;
  BEGIN
    FOREACH name IN ARRAY ARRAY['notification_notice', 'notification_entry', 'notification_reader', 'notification_message'] LOOP
      EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
      EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    END LOOP;
    FOREACH name IN ARRAY ARRAY['notification_entry', 'notification_reader', 'notification_message'] LOOP
      EXECUTE format('CREATE POLICY own ON %I USING ((SELECT hub_system()) OR person_id = (SELECT hub_person())) WITH CHECK ((SELECT hub_system()) OR person_id = (SELECT hub_person()))', name);
    END LOOP;
  END $$;
  -- Administrators see how far messages have come, and whether what they told has arrived; they change nothing of it.
  CREATE POLICY looked_after ON notification_entry FOR SELECT USING ((SELECT hub_has_role('administrator')));
  CREATE POLICY looked_after ON notification_message FOR SELECT USING ((SELECT hub_has_role('administrator')));
  CREATE POLICY told ON notification_notice USING ((SELECT hub_system()) OR (SELECT hub_has_role('administrator'))
    OR EXISTS (SELECT FROM notification_entry e WHERE e.notice_id = notification_notice.id AND e.person_id = (SELECT hub_person())));

  GRANT SELECT, INSERT, DELETE ON notification_notice, notification_entry, notification_message TO hub_app;
  GRANT UPDATE (about, facts, appointment, digest_key, event_id, event_type, state, at, until, people, chain, acknowledged_at, acknowledged_by, changed_at) ON notification_notice TO hub_app;
  GRANT UPDATE (announced, seen_at, read_at, archived_at, acknowledged_at) ON notification_entry TO hub_app;
  GRANT UPDATE (state, reason, due_at, digest_id, attempts, lease, lease_until, reference, steps, moved_at) ON notification_message TO hub_app;
  GRANT SELECT, INSERT, UPDATE (turns) ON notification_reader TO hub_app;
`);

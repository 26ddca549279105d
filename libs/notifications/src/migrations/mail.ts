import { sqlMigration } from '#db';

/**
 * Addresses are seen by administrators and by those whose they are. What is kept of an unsubscribe link is a hash to find it by and
 * the token itself, sealed, so that each mail of a category carries the same one.
 */
export const mail = sqlMigration(1763790030000, 'notifications mail', '0.1.0', /* sql */ `
  CREATE TABLE notification_suppression (
    address text PRIMARY KEY CONSTRAINT suppressed_address_in_lower_case CHECK (address = lower(address) AND length(address) <= 254),
    reason text NOT NULL CONSTRAINT suppression_reason_known CHECK (reason IN ('bounced', 'complained', 'by_hand')),
    -- The enhanced status code (RFC 3463) that the mail system gave, as 5.1.1.
    status text CONSTRAINT suppression_status_form CHECK (status ~ '^[245]\\.[0-9]{1,3}\\.[0-9]{1,3}$'),
    since timestamptz NOT NULL
  );
  CREATE INDEX notification_suppression_since ON notification_suppression (since);

  CREATE TABLE notification_unsubscribe (
    person_id uuid NOT NULL REFERENCES identity_person (id),
    category text NOT NULL,
    token_hash bytea NOT NULL CONSTRAINT one_unsubscribe_link_for_a_token UNIQUE CONSTRAINT unsubscribe_token_is_hashed CHECK (length(token_hash) = 32),
    token_sealed bytea NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (person_id, category)
  );

  -- What the calendar of a recipient was told last of one appointment.
  CREATE TABLE notification_invitation (
    uid text NOT NULL CONSTRAINT invitation_uid_length CHECK (length(uid) BETWEEN 1 AND 200),
    person_id uuid NOT NULL REFERENCES identity_person (id),
    sequence int NOT NULL CONSTRAINT invitation_sequence_counts CHECK (sequence >= 0),
    message_id uuid NOT NULL,
    cancelled boolean NOT NULL,
    content_hash bytea NOT NULL CONSTRAINT invitation_content_is_hashed CHECK (length(content_hash) = 32),
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (uid, person_id)
  );

  -- The latest test mail that a person asked for.
  CREATE TABLE notification_mail_test (
    person_id uuid PRIMARY KEY REFERENCES identity_person (id),
    id uuid NOT NULL,
    notice text,
    language text NOT NULL,
    asked_at timestamptz NOT NULL,
    state text NOT NULL CONSTRAINT mail_test_state_known CHECK (state IN ('asked', 'sent', 'failed')),
    reason text
  );
  CREATE INDEX notification_mail_test_asked ON notification_mail_test (asked_at) WHERE state = 'asked';

  ALTER TABLE notification_suppression ENABLE ROW LEVEL SECURITY; ALTER TABLE notification_suppression FORCE ROW LEVEL SECURITY;
  ALTER TABLE notification_unsubscribe ENABLE ROW LEVEL SECURITY; ALTER TABLE notification_unsubscribe FORCE ROW LEVEL SECURITY;
  ALTER TABLE notification_invitation ENABLE ROW LEVEL SECURITY; ALTER TABLE notification_invitation FORCE ROW LEVEL SECURITY;
  ALTER TABLE notification_mail_test ENABLE ROW LEVEL SECURITY; ALTER TABLE notification_mail_test FORCE ROW LEVEL SECURITY;

  CREATE POLICY suppressions_are_the_hubs ON notification_suppression USING (hub_system() OR hub_has_role('administrator'));
  CREATE POLICY own_suppression ON notification_suppression FOR SELECT
    USING (address = (SELECT c.email FROM identity_contact c WHERE c.person_id = hub_person()));
  CREATE POLICY unsubscribe_links_are_the_hubs ON notification_unsubscribe USING (hub_system());
  CREATE POLICY invitations_are_the_hubs ON notification_invitation USING (hub_system());
  CREATE POLICY own_mail_test ON notification_mail_test USING (hub_system() OR person_id = hub_person());

  GRANT SELECT, INSERT, UPDATE (reason, status, since), DELETE ON notification_suppression TO hub_app;
  GRANT SELECT, INSERT ON notification_unsubscribe TO hub_app;
  GRANT SELECT, INSERT, UPDATE (sequence, message_id, cancelled, content_hash, changed_at) ON notification_invitation TO hub_app;
  GRANT SELECT, INSERT, UPDATE (id, notice, language, asked_at, state, reason) ON notification_mail_test TO hub_app;
`);

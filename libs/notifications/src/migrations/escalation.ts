import { sqlMigration } from '#db';

/** Notices that go on to the next person until somebody acknowledges them. */
export const escalation = sqlMigration(1763790041000, 'notifications escalation', '0.1.0', /* sql */ `
  CREATE TABLE notification_escalation (
    notice_id uuid PRIMARY KEY REFERENCES notification_notice ON DELETE CASCADE,
    -- How many of the chain were passed: told, or found to have no right to it any more.
    step int NOT NULL CONSTRAINT escalation_step CHECK (step >= 0),
    -- When the next one is told; null when it has ended.
    due_at timestamptz,
    ended text CONSTRAINT escalation_end_known CHECK (ended IN ('acknowledged', 'over', 'unanswered')),
    CONSTRAINT escalation_is_due_or_ended CHECK ((due_at IS NULL) = (ended IS NOT NULL))
  );
  CREATE INDEX notification_escalation_due ON notification_escalation (due_at) WHERE due_at IS NOT NULL;
  CREATE INDEX notification_notice_chained ON notification_notice (id) WHERE cardinality(chain) > 0;

  ALTER TABLE notification_escalation ENABLE ROW LEVEL SECURITY; ALTER TABLE notification_escalation FORCE ROW LEVEL SECURITY;
  CREATE POLICY escalations_are_the_hubs ON notification_escalation USING (hub_system());
  GRANT SELECT, INSERT, DELETE, UPDATE (step, due_at, ended) ON notification_escalation TO hub_app;
`);

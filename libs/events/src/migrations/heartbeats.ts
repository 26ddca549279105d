import { sqlMigration } from '#db';

/** When an idle FHIR endpoint was last told that its subscription lives. */
export const heartbeats = sqlMigration(1763777005000, 'events heartbeats', '0.1.0', /* sql */ `
  CREATE TABLE events_heartbeat (
    subscription_id uuid PRIMARY KEY REFERENCES events_subscription,
    at timestamptz NOT NULL
  );
  ALTER TABLE events_heartbeat ENABLE ROW LEVEL SECURITY;
  ALTER TABLE events_heartbeat FORCE ROW LEVEL SECURITY;
  CREATE POLICY events_heartbeat_duty ON events_heartbeat USING (hub_system());
  GRANT SELECT, INSERT, UPDATE ON events_heartbeat TO hub_app;
`);

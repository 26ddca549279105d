import { sqlMigration } from '#db';

/** How far the feed has been handed to a message broker. */
export const bridge = sqlMigration(1763777006000, 'events bridge', '0.1.0', /* sql */ `
  CREATE TABLE events_bridge (
    -- The kind of broker and what there, as nats:corridor-hub.
    target text PRIMARY KEY,
    -- The number in the feed up to which the broker has acknowledged what it should have.
    position bigint NOT NULL DEFAULT 0,
    -- Who takes the cursor up draws a new one; an older one moves nothing.
    fence bigint NOT NULL DEFAULT 1
  ) WITH (fillfactor = 30);
  ALTER TABLE events_bridge ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY events_bridge_duties ON events_bridge USING ((SELECT hub_system())) WITH CHECK ((SELECT hub_system()));
  GRANT SELECT, INSERT, UPDATE ON events_bridge TO hub_app;
`);

import { sqlMigration } from '#db';

/** Whether an endpoint wants what it is sent, and what it said when it was asked. */
export const handshakes = sqlMigration(1763777000500, 'events handshakes', '0.1.0', /* sql */ `
  ALTER TABLE events_subscription
    -- Times that the endpoint was asked in this round, when it was last, and when it is next; null: not by itself.
    ADD COLUMN asked int NOT NULL DEFAULT 0,
    ADD COLUMN asked_at timestamptz,
    ADD COLUMN ask_at timestamptz,
    -- When it agreed, and the requests a minute that it allows; null: no bound.
    ADD COLUMN agreed_at timestamptz,
    ADD COLUMN allowed_rate int CONSTRAINT subscription_allowed_rate_counts CHECK (allowed_rate > 0),
    -- Why it is taken not to have agreed, in plain words.
    ADD COLUMN refusal text,
    ADD CONSTRAINT active_subscriptions_have_agreed CHECK (state <> 'active' OR agreed_at IS NOT NULL);
  CREATE INDEX events_subscription_asking ON events_subscription (ask_at) WHERE ask_at IS NOT NULL;

  -- Administrators find all subscriptions; what they do to one is asked of the policy.
  CREATE POLICY events_subscription_found ON events_subscription FOR SELECT USING (hub_has_role('administrator'));

  -- Where the feed ends, for whoever subscribes: the log shows its own tables to duties alone.
  CREATE FUNCTION events_feed_head() RETURNS TABLE (epoch text, seq bigint) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    BEGIN ATOMIC SELECT h.epoch, h.seq FROM log_feed_head h; END;
  REVOKE ALL ON FUNCTION events_feed_head FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION events_feed_head TO hub_app;
`);

import { sqlMigration } from '#db';

/** What the engine needs beyond the subscriptions' own tables: whose history a place is of, why a delivery is dead, and the ways to what waits. */
export const deliveries = sqlMigration(1763777002000, 'events delivery extras', '0.1.0', /* sql */ `
  ALTER TABLE events_delivery
    -- The epoch of the feed that "position" is a number in: the digest covers both, whatever was restored since.
    ADD COLUMN epoch text NOT NULL,
    -- Why a delivery is dead that no try explains: its event was erased, or its owner may no longer read it.
    ADD COLUMN fault text;
  -- In the order of their numbers: ordered subscriptions, refills.
  CREATE INDEX events_delivery_pending ON events_delivery (subscription_id, sequence) WHERE state = 'pending';
  -- The dead letters.
  CREATE INDEX events_delivery_dead ON events_delivery (subscription_id, sequence) WHERE state = 'dead';
`);

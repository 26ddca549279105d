import { sqlMigration } from '#db';

/**
 * Whether and when people are told. What a person settles is theirs; what an institution settles for its people may be read by
 * them, and changed by its coordinators and by administrators. Digests and throttles are the hub's, and each person sees their own.
 */
export const preferences = sqlMigration(1763790020000, 'notifications preferences', '0.1.0', /* sql */ `
  -- The zones of institutions, kept up from their events.
  CREATE TABLE notification_institution (
    institution_id uuid PRIMARY KEY,
    zone text NOT NULL
  );

  -- An owner is a person or an institution. A part that is null holds for all.
  CREATE TABLE notification_preference (
    owner text NOT NULL CONSTRAINT preference_owner_known CHECK (owner IN ('person', 'institution')),
    owner_id uuid NOT NULL,
    category text,
    channel text CONSTRAINT preference_channel_known CHECK (channel IN ('mail', 'push', 'sms', 'chat')),
    about text CONSTRAINT preference_about_known CHECK (about ~ '^(corridor|body|meeting):[0-9a-f-]{36}$'),
    wanted boolean NOT NULL,
    changed_at timestamptz NOT NULL,
    CONSTRAINT preference_says_of_what CHECK (num_nonnulls(category, channel, about) > 0),
    CONSTRAINT institutions_speak_of_all_things CHECK (owner = 'person' OR about IS NULL),
    CONSTRAINT one_preference_for_a_scope UNIQUE NULLS NOT DISTINCT (owner_id, about, category, channel)
  );

  CREATE TABLE notification_quiet (
    owner text NOT NULL CONSTRAINT quiet_owner_known CHECK (owner IN ('person', 'institution')),
    owner_id uuid NOT NULL CONSTRAINT quiet_hours_are_settled_once PRIMARY KEY,
    spans jsonb NOT NULL,
    changed_at timestamptz NOT NULL
  );

  -- Until when a person asked to be left alone.
  CREATE TABLE notification_pause (
    person_id uuid PRIMARY KEY,
    until timestamptz NOT NULL
  );

  -- How often a person wants to hear of a category; 'all' stands for every one that has no row of its own.
  CREATE TABLE notification_rhythm (
    person_id uuid NOT NULL,
    category text NOT NULL,
    every text NOT NULL CONSTRAINT rhythm_known CHECK (every IN ('at_once', 'hour', 'day')),
    at text CONSTRAINT rhythm_at_is_a_wall_time CHECK (at ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
    CONSTRAINT one_rhythm_for_a_category PRIMARY KEY (person_id, category),
    CONSTRAINT days_have_a_wall_time CHECK ((at IS NOT NULL) = (every = 'day'))
  );

  CREATE TABLE notification_device_zone (
    person_id uuid PRIMARY KEY,
    zone text NOT NULL,
    said_at timestamptz NOT NULL
  );

  -- What is gathered into one message: the messages that bear its id. The one that opened it carries it.
  CREATE TABLE notification_digest (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL,
    channel text NOT NULL,
    key text NOT NULL,
    carrier_id uuid NOT NULL,
    opened_at timestamptz NOT NULL,
    closes_at timestamptz NOT NULL,
    closed_at timestamptz
  );
  CREATE UNIQUE INDEX one_open_digest ON notification_digest (person_id, channel, key) WHERE closed_at IS NULL;
  CREATE INDEX notification_digest_old ON notification_digest (closes_at);
  -- What waits for another message to carry it.
  CREATE INDEX notification_message_carried ON notification_message (digest_id) WHERE state = 'held' AND due_at IS NULL;

  -- How many messages of a category went to a person on a channel since the window began that ends at ends_at.
  CREATE TABLE notification_throttle (
    person_id uuid NOT NULL,
    channel text NOT NULL,
    category text NOT NULL,
    ends_at timestamptz NOT NULL,
    taken int NOT NULL,
    PRIMARY KEY (person_id, channel, category)
  ) WITH (fillfactor = 70);
  CREATE INDEX notification_throttle_old ON notification_throttle (ends_at);

  -- That a critical notice passed what a person had settled is written to the audit trail once.
  CREATE TABLE notification_passing (
    notice_id uuid NOT NULL REFERENCES notification_notice ON DELETE CASCADE,
    person_id uuid NOT NULL,
    CONSTRAINT passing_is_audited_once PRIMARY KEY (notice_id, person_id)
  );

  CREATE FUNCTION notification_settles_for(institution uuid) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    RETURN hub_has_role('administrator') OR (hub_has_role('coordinator') AND institution = ANY (hub_institutions()));
  GRANT EXECUTE ON FUNCTION notification_settles_for(uuid) TO hub_app;

  DO $$
  DECLARE name text;
  BEGIN
    FOREACH name IN ARRAY ARRAY['notification_institution', 'notification_preference', 'notification_quiet', 'notification_pause', 'notification_rhythm',
      'notification_device_zone', 'notification_digest', 'notification_throttle', 'notification_passing'] LOOP
      EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
      EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    END LOOP;
    FOREACH name IN ARRAY ARRAY['notification_pause', 'notification_rhythm', 'notification_device_zone', 'notification_digest', 'notification_throttle', 'notification_passing'] LOOP
      EXECUTE format('CREATE POLICY own ON %I USING ((SELECT hub_system()) OR person_id = (SELECT hub_person()))', name);
    END LOOP;
    FOREACH name IN ARRAY ARRAY['notification_preference', 'notification_quiet'] LOOP
      EXECUTE format($policy$CREATE POLICY own ON %I USING ((SELECT hub_system()) OR (owner = 'person' AND owner_id = (SELECT hub_person())))$policy$, name);
      EXECUTE format($policy$CREATE POLICY institutions_are_known ON %I FOR SELECT USING (owner = 'institution' AND (SELECT hub_acting()))$policy$, name);
      EXECUTE format($policy$CREATE POLICY settled_for_an_institution ON %I USING (owner = 'institution' AND notification_settles_for(owner_id))$policy$, name);
    END LOOP;
  END $$;
  CREATE POLICY zones_are_known ON notification_institution FOR SELECT USING ((SELECT hub_acting()));
  CREATE POLICY kept_by_the_hub ON notification_institution USING ((SELECT hub_system()));

  GRANT SELECT, INSERT, UPDATE (zone) ON notification_institution TO hub_app;
  GRANT SELECT, INSERT, DELETE, UPDATE (wanted, changed_at) ON notification_preference TO hub_app;
  GRANT SELECT, INSERT, DELETE, UPDATE (spans, changed_at) ON notification_quiet TO hub_app;
  GRANT SELECT, INSERT, DELETE, UPDATE (until) ON notification_pause TO hub_app;
  GRANT SELECT, INSERT, DELETE, UPDATE (every, at) ON notification_rhythm TO hub_app;
  GRANT SELECT, INSERT, DELETE, UPDATE (zone, said_at) ON notification_device_zone TO hub_app;
  GRANT SELECT, INSERT, DELETE, UPDATE (key, carrier_id, closes_at, closed_at) ON notification_digest TO hub_app;
  GRANT SELECT, INSERT, DELETE, UPDATE (ends_at, taken) ON notification_throttle TO hub_app;
  GRANT SELECT, INSERT ON notification_passing TO hub_app;
`);

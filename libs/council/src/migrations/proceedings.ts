import { sqlMigration } from '#db';

/** What happens in a meeting: agenda, floor, motions, polls with electorate and ballots, chat. */
export const proceedings = sqlMigration(1763775002000, 'council proceedings', '0.1.0', /* sql */ `
  CREATE TABLE council_agenda_item (
    id uuid PRIMARY KEY,
    meeting_id uuid NOT NULL REFERENCES council_meeting (id),
    parent_id uuid,
    position int NOT NULL CONSTRAINT council_agenda_item_position CHECK (position > 0),
    title text NOT NULL,
    kind text NOT NULL CONSTRAINT council_agenda_item_kind CHECK (kind IN ('topic', 'motion', 'election', 'other')),
    planned_minutes int,
    state text NOT NULL CONSTRAINT council_agenda_item_state CHECK (state IN ('planned', 'current', 'decided', 'noted', 'postponed', 'withdrawn')),
    CONSTRAINT council_agenda_item_in_meeting UNIQUE (meeting_id, id),
    -- A parent belongs to the same meeting.
    CONSTRAINT council_agenda_item_parent FOREIGN KEY (meeting_id, parent_id) REFERENCES council_agenda_item (meeting_id, id),
    -- Judged at commit: while siblings make room, two may stand at one place.
    CONSTRAINT council_agenda_item_place UNIQUE NULLS NOT DISTINCT (meeting_id, parent_id, position) DEFERRABLE INITIALLY DEFERRED
  );
  CREATE UNIQUE INDEX council_one_current_item ON council_agenda_item (meeting_id) WHERE state = 'current';

  CREATE TABLE council_floor_request (
    id uuid PRIMARY KEY,
    meeting_id uuid NOT NULL REFERENCES council_meeting (id),
    person_id uuid NOT NULL,
    seat_id uuid REFERENCES council_seat (id),
    kind text NOT NULL CONSTRAINT council_floor_request_kind CHECK (kind IN ('speech', 'point_of_order')),
    language text,
    topic text,
    place int NOT NULL,
    state text NOT NULL CONSTRAINT council_floor_request_state CHECK (state IN ('waiting', 'speaking', 'spoken', 'withdrawn')),
    requested_at timestamptz NOT NULL,
    since timestamptz,
    deadline timestamptz,
    until timestamptz,
    CONSTRAINT council_floor_request_place UNIQUE (meeting_id, place)
  );
  CREATE UNIQUE INDEX council_one_open_request ON council_floor_request (meeting_id, person_id, kind) WHERE state IN ('waiting', 'speaking');
  CREATE UNIQUE INDEX council_one_speaker ON council_floor_request (meeting_id) WHERE state = 'speaking';

  CREATE TABLE council_motion (
    id uuid PRIMARY KEY,
    meeting_id uuid NOT NULL REFERENCES council_meeting (id),
    number int NOT NULL,
    agenda_item_id uuid,
    title text NOT NULL,
    text text NOT NULL,
    text_hash text NOT NULL,
    language text NOT NULL,
    submitter_id uuid NOT NULL,
    seat_id uuid REFERENCES council_seat (id),
    state text NOT NULL CONSTRAINT council_motion_state CHECK (state IN ('tabled', 'voting', 'carried', 'lost', 'withdrawn')),
    tabled_at timestamptz NOT NULL,
    CONSTRAINT council_motion_number UNIQUE (meeting_id, number),
    CONSTRAINT council_motion_in_meeting UNIQUE (meeting_id, id),
    CONSTRAINT council_motion_item FOREIGN KEY (meeting_id, agenda_item_id) REFERENCES council_agenda_item (meeting_id, id)
  );

  CREATE TABLE council_poll (
    id uuid PRIMARY KEY,
    meeting_id uuid NOT NULL REFERENCES council_meeting (id),
    motion_id uuid NOT NULL,
    state text NOT NULL CONSTRAINT council_poll_state CHECK (state IN ('open', 'closing', 'closed', 'declared', 'annulled')),
    version int NOT NULL DEFAULT 1,
    majority jsonb NOT NULL,
    second_ballot text NOT NULL CONSTRAINT council_poll_second_ballot CHECK (second_ballot IN ('first_stands', 'last_counts')),
    electorate_hash text NOT NULL,
    text_hash text NOT NULL,
    entitled_seats int NOT NULL,
    entitled_weight numeric NOT NULL,
    opened_at timestamptz NOT NULL,
    deadline timestamptz,
    closed_at timestamptz,
    declared_at timestamptz,
    opening_proof jsonb NOT NULL,
    declaring_proof jsonb,
    tally jsonb,
    countries jsonb,
    verdict jsonb,
    annulled_for text,
    CONSTRAINT council_poll_in_meeting UNIQUE (meeting_id, id),
    CONSTRAINT council_poll_motion FOREIGN KEY (meeting_id, motion_id) REFERENCES council_motion (meeting_id, id),
    CONSTRAINT council_poll_counted CHECK (state NOT IN ('closed', 'declared') OR (tally IS NOT NULL AND closed_at IS NOT NULL)),
    -- No result without the proof of a quorum.
    CONSTRAINT council_poll_proved CHECK ((state = 'declared') = (verdict IS NOT NULL AND declaring_proof IS NOT NULL AND declared_at IS NOT NULL))
  );
  CREATE UNIQUE INDEX council_one_open_poll ON council_poll (meeting_id) WHERE state IN ('open', 'closing');
  CREATE INDEX council_poll_due ON council_poll (deadline) WHERE state = 'open';
  CREATE INDEX council_poll_of_meeting ON council_poll (meeting_id, opened_at);

  -- The seats as they stood when the poll opened. Never changed.
  CREATE TABLE council_electorate (
    poll_id uuid NOT NULL,
    seat_id uuid NOT NULL,
    meeting_id uuid NOT NULL,
    institution_id uuid NOT NULL,
    country_code char(2) NOT NULL,
    weight numeric NOT NULL,
    person_ids uuid[] NOT NULL,
    present boolean NOT NULL,
    PRIMARY KEY (poll_id, seat_id),
    CONSTRAINT council_electorate_poll FOREIGN KEY (meeting_id, poll_id) REFERENCES council_poll (meeting_id, id)
  );

  -- One ballot a seat, and only of a seat in the electorate.
  CREATE TABLE council_ballot (
    poll_id uuid NOT NULL,
    seat_id uuid NOT NULL,
    meeting_id uuid NOT NULL,
    choice text NOT NULL CONSTRAINT council_ballot_choice CHECK (choice IN ('yes', 'no', 'abstain')),
    person_id uuid NOT NULL,
    cast_at timestamptz NOT NULL,
    receipt text NOT NULL,
    CONSTRAINT council_one_ballot_per_seat PRIMARY KEY (poll_id, seat_id),
    CONSTRAINT council_ballot_entitled FOREIGN KEY (poll_id, seat_id) REFERENCES council_electorate (poll_id, seat_id)
  );

  CREATE TABLE council_chat_message (
    id uuid PRIMARY KEY,
    meeting_id uuid NOT NULL REFERENCES council_meeting (id),
    person_id uuid NOT NULL,
    posted_at timestamptz NOT NULL,
    text text,
    -- Where the meeting's stream ended before the message: its event stands after that.
    log_after bigint NOT NULL,
    hidden_at timestamptz,
    hidden_by uuid,
    hidden_for text,
    CONSTRAINT council_chat_message_hidden CHECK ((text IS NULL) = (hidden_at IS NOT NULL))
  );
  CREATE INDEX council_chat_of_meeting ON council_chat_message (meeting_id, id DESC);

  DO $$
  DECLARE t text;
  BEGIN
    FOREACH t IN ARRAY ARRAY['council_agenda_item', 'council_floor_request', 'council_motion', 'council_poll', 'council_electorate', 'council_ballot', 'council_chat_message'] LOOP
      EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', t);
      EXECUTE format('CREATE POLICY granted ON %I USING (hub_system() OR meeting_id = ANY (hub_granted()))', t);
      EXECUTE format('GRANT SELECT, INSERT ON %I TO hub_app', t);
    END LOOP;
  END $$;
  GRANT UPDATE (parent_id, position, title, kind, planned_minutes, state), DELETE ON council_agenda_item TO hub_app;
  GRANT UPDATE (state, since, deadline, until) ON council_floor_request TO hub_app;
  GRANT UPDATE (state) ON council_motion TO hub_app;
  GRANT UPDATE (state, version, closed_at, declared_at, declaring_proof, tally, countries, verdict, annulled_for) ON council_poll TO hub_app;
  GRANT UPDATE (choice, person_id, cast_at, receipt) ON council_ballot TO hub_app;
  GRANT UPDATE (text, hidden_at, hidden_by, hidden_for) ON council_chat_message TO hub_app;
`);

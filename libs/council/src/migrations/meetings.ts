import { sqlMigration } from '#db';

/** Meetings, who may observe them, who is present, and whose lines are up. */
export const meetings = sqlMigration(1763775001000, 'council meetings', '0.1.0', /* sql */ `
  CREATE TABLE council_meeting (
    id uuid PRIMARY KEY,
    body_id uuid NOT NULL REFERENCES council_body (id),
    title text NOT NULL,
    -- A future appointment is wall time and zone: the zone's rules may change until then.
    zone text NOT NULL,
    start text NOT NULL CONSTRAINT council_meeting_start CHECK (start ~ '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}$'),
    planned_minutes int NOT NULL,
    access text NOT NULL CONSTRAINT council_meeting_access CHECK (access IN ('members', 'alliance')),
    chair_id uuid,
    secretary_ids uuid[] NOT NULL DEFAULT '{}',
    interpreter_ids uuid[] NOT NULL DEFAULT '{}',
    -- The body's rules as they stood at drafting; a meeting keeps the rules of its day.
    rules_version int NOT NULL,
    quorum jsonb NOT NULL,
    majority jsonb NOT NULL,
    state text NOT NULL CONSTRAINT council_meeting_state
      CHECK (state IN ('draft', 'convened', 'check_in', 'in_session', 'recess', 'adjourned', 'closed', 'cancelled')),
    version int NOT NULL DEFAULT 1,
    sitting int NOT NULL DEFAULT 0,
    list_open boolean NOT NULL DEFAULT true,
    -- The last number given to a request for the floor, and to a motion.
    floor_places int NOT NULL DEFAULT 0,
    motion_numbers int NOT NULL DEFAULT 0,
    -- The quorum as last told, the roll that it was counted on, and the last instant of the ledger of presence.
    quorate boolean NOT NULL DEFAULT false,
    roll_hash text,
    ledger_at timestamptz,
    called_to_order_at timestamptz,
    closed_at timestamptz,
    drafted_at timestamptz NOT NULL,
    CONSTRAINT council_meeting_chaired CHECK (state IN ('draft', 'cancelled') OR chair_id IS NOT NULL)
  ) WITH (fillfactor = 50);
  CREATE INDEX council_meeting_of_body ON council_meeting (body_id, state);

  CREATE TABLE council_observer (
    meeting_id uuid NOT NULL REFERENCES council_meeting (id),
    person_id uuid NOT NULL,
    admitted_by uuid NOT NULL,
    admitted_at timestamptz NOT NULL,
    PRIMARY KEY (meeting_id, person_id)
  );
  CREATE INDEX council_observer_person ON council_observer (person_id);

  -- The roll of a meeting as it was counted from each instant on.
  CREATE TABLE council_roll (
    meeting_id uuid NOT NULL REFERENCES council_meeting (id),
    since timestamptz NOT NULL,
    hash text NOT NULL,
    seats jsonb NOT NULL,
    PRIMARY KEY (meeting_id, since)
  );

  -- The ledger of presence: a stretch of time in which a person acts for a seat.
  CREATE TABLE council_presence (
    id uuid PRIMARY KEY,
    meeting_id uuid NOT NULL REFERENCES council_meeting (id),
    seat_id uuid NOT NULL REFERENCES council_seat (id),
    person_id uuid NOT NULL,
    mode text NOT NULL CONSTRAINT council_presence_mode CHECK (mode IN ('hall', 'online')),
    since timestamptz NOT NULL,
    until timestamptz,
    ended_by text CONSTRAINT council_presence_ended_by CHECK (ended_by IN ('check_out', 'dropped', 'hand_over', 'closed', 'revoked')),
    line_lost_at timestamptz,
    CONSTRAINT council_presence_ended CHECK ((until IS NULL) = (ended_by IS NULL) AND (until IS NULL OR until > since))
  );
  CREATE UNIQUE INDEX council_one_person_per_seat ON council_presence (meeting_id, seat_id) WHERE until IS NULL;
  CREATE UNIQUE INDEX council_one_seat_per_person ON council_presence (meeting_id, person_id) WHERE until IS NULL;
  CREATE INDEX council_presence_ledger ON council_presence (meeting_id, since);
  CREATE INDEX council_presence_lost ON council_presence (line_lost_at) WHERE until IS NULL AND line_lost_at IS NOT NULL;

  -- Who may know of a meeting, for the list of meetings: those named in it, those of its body, observers, and everybody
  -- signed in where it is open to the alliance. A draft is known to its officers alone.
  CREATE FUNCTION council_knows(m council_meeting) RETURNS boolean LANGUAGE sql STABLE
    RETURN m.chair_id = hub_person() OR hub_person() = ANY (m.secretary_ids) OR hub_has_role('administrator') OR (m.state <> 'draft' AND (
      (m.access = 'alliance' AND hub_person() IS NOT NULL)
      OR hub_person() = ANY (m.interpreter_ids)
      OR EXISTS (SELECT FROM council_seat s WHERE s.body_id = m.body_id AND s.state = 'active' AND (s.delegate_id = hub_person() OR hub_person() = ANY (s.alternate_ids)))
      OR EXISTS (SELECT FROM council_observer o WHERE o.meeting_id = m.id AND o.person_id = hub_person())));

  ALTER TABLE council_meeting ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY granted ON council_meeting USING (hub_system() OR id = ANY (hub_granted()) OR body_id = ANY (hub_granted()))
    WITH CHECK (hub_system() OR id = ANY (hub_granted()) OR body_id = ANY (hub_granted()));
  CREATE POLICY known ON council_meeting FOR SELECT USING (council_knows(council_meeting));
  GRANT SELECT, INSERT, UPDATE ON council_meeting TO hub_app;

  ALTER TABLE council_observer ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY granted ON council_observer USING (hub_system() OR meeting_id = ANY (hub_granted()));
  CREATE POLICY own ON council_observer FOR SELECT USING (person_id = hub_person());
  GRANT SELECT, INSERT, DELETE ON council_observer TO hub_app;

  ALTER TABLE council_roll ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY granted ON council_roll USING (hub_system() OR meeting_id = ANY (hub_granted()));
  GRANT SELECT, INSERT ON council_roll TO hub_app;

  ALTER TABLE council_presence ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY granted ON council_presence USING (hub_system() OR meeting_id = ANY (hub_granted()));
  -- Of the past only the end and the line are written: who acted, for which seat and from when stays as it was.
  GRANT SELECT, INSERT, UPDATE (until, ended_by, line_lost_at) ON council_presence TO hub_app;

  -- Hub processes by their heartbeat, and the people whose lines to a meeting each of them holds.
  CREATE TABLE council_node (
    id uuid PRIMARY KEY,
    seen_at timestamptz NOT NULL
  );
  CREATE TABLE council_line (
    meeting_id uuid NOT NULL REFERENCES council_meeting (id),
    person_id uuid NOT NULL,
    node_id uuid NOT NULL REFERENCES council_node (id) ON DELETE CASCADE,
    PRIMARY KEY (meeting_id, person_id, node_id)
  );
  CREATE INDEX council_line_of_node ON council_line (node_id);

  ALTER TABLE council_node ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY duties ON council_node USING (hub_system());
  GRANT SELECT, INSERT, UPDATE, DELETE ON council_node TO hub_app;

  ALTER TABLE council_line ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY duties ON council_line USING (hub_system());
  CREATE POLICY granted ON council_line FOR SELECT USING (meeting_id = ANY (hub_granted()));
  GRANT SELECT, INSERT, DELETE ON council_line TO hub_app;
`);

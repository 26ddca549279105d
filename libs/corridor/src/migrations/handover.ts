import { sqlMigration } from '#db';

/** Who is in charge of a deployment, what is left to do, and how both go over to the next shift. All of it is for the crew alone. */
export const handover = sqlMigration(1763781202000, 'corridor handover', '0.1.0', /* sql */ `
  CREATE TABLE corridor_charge (
    -- One person at a time.
    deployment_id uuid CONSTRAINT one_in_charge PRIMARY KEY REFERENCES corridor_deployment (id),
    person_id uuid NOT NULL,
    since timestamptz NOT NULL,
    -- Why it was taken without a handover.
    reason text CONSTRAINT charge_reason_length CHECK (length(reason) BETWEEN 1 AND 500)
  );
  CREATE TABLE corridor_task (
    id uuid PRIMARY KEY,
    deployment_id uuid NOT NULL REFERENCES corridor_deployment (id),
    -- Who has it in hand; nothing that is open is in nobody's.
    holder_id uuid NOT NULL,
    text text NOT NULL CONSTRAINT task_length CHECK (length(text) BETWEEN 1 AND 4000),
    opened_at timestamptz NOT NULL,
    closed_at timestamptz
  );
  CREATE INDEX corridor_task_open ON corridor_task (deployment_id, id) WHERE closed_at IS NULL;
  CREATE TABLE corridor_handover (
    id uuid PRIMARY KEY,
    deployment_id uuid NOT NULL REFERENCES corridor_deployment (id),
    from_id uuid NOT NULL,
    to_id uuid NOT NULL CONSTRAINT handover_is_to_another CHECK (to_id <> from_id),
    state text NOT NULL CONSTRAINT handover_state_known CHECK (state IN ('written', 'read_back', 'returned', 'accepted', 'withdrawn')),
    version int NOT NULL CONSTRAINT handover_version CHECK (version >= 1),
    text text NOT NULL CONSTRAINT handover_length CHECK (length(text) BETWEEN 1 AND 4000),
    read_back text CONSTRAINT read_back_length CHECK (length(read_back) BETWEEN 1 AND 4000),
    return_reason text CONSTRAINT return_reason_length CHECK (length(return_reason) BETWEEN 1 AND 500),
    -- [{ kind, id }]: what goes over.
    open jsonb NOT NULL,
    written_at timestamptz NOT NULL,
    moved_at timestamptz NOT NULL,
    CONSTRAINT accepted_after_reading_back CHECK (state NOT IN ('read_back', 'accepted') OR read_back IS NOT NULL)
  );
  CREATE UNIQUE INDEX one_open_handover ON corridor_handover (deployment_id) WHERE state IN ('written', 'read_back', 'returned');
  CREATE INDEX corridor_handover_of ON corridor_handover (deployment_id, id);

  ALTER TABLE corridor_charge ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY granted ON corridor_charge USING (hub_system() OR deployment_id = ANY (hub_granted()));
  GRANT SELECT, INSERT, UPDATE ON corridor_charge TO hub_app;
  ALTER TABLE corridor_task ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY granted ON corridor_task USING (hub_system() OR deployment_id = ANY (hub_granted()));
  GRANT SELECT, INSERT, UPDATE (holder_id, closed_at) ON corridor_task TO hub_app;
  ALTER TABLE corridor_handover ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY granted ON corridor_handover USING (hub_system() OR deployment_id = ANY (hub_granted()));
  GRANT SELECT, INSERT, UPDATE ON corridor_handover TO hub_app;
`);

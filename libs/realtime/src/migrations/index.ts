import { sqlMigration } from '#db';

export const realtimeMigrations = [
  sqlMigration(1763772000001, 'realtime command receipts', '0.1.0', `
    CREATE TABLE hub_command_receipt (
      person_id uuid NOT NULL,
      command_id text NOT NULL CONSTRAINT command_id_printable CHECK (length(command_id) BETWEEN 1 AND 128),
      command text NOT NULL,
      body_hash bytea NOT NULL,
      -- As text: the first answer again, to the letter.
      reply json,
      answered_at timestamptz NOT NULL DEFAULT now(),
      CONSTRAINT one_answer_for_a_command_id PRIMARY KEY (person_id, command_id)
    );
    CREATE INDEX hub_command_receipt_answered_at ON hub_command_receipt (answered_at);
    ALTER TABLE hub_command_receipt ENABLE ROW LEVEL SECURITY;
    ALTER TABLE hub_command_receipt FORCE ROW LEVEL SECURITY;
    CREATE POLICY own_receipts ON hub_command_receipt USING (hub_system() OR person_id = hub_person());
    GRANT SELECT, INSERT, DELETE ON hub_command_receipt TO hub_app;

    -- Two sendings of one command id wait for each other here; each statement of a volatile function sees what
    -- was committed before it began, so the second one finds the first one's answer.
    CREATE FUNCTION hub_claim_command(person uuid, command text) RETURNS TABLE (body_hash bytea, reply json)
    LANGUAGE plpgsql VOLATILE AS $$
    BEGIN
      PERFORM pg_advisory_xact_lock(hashtextextended(person::text || command, 7411));
      RETURN QUERY SELECT r.body_hash, r.reply FROM hub_command_receipt r WHERE r.person_id = hub_claim_command.person AND r.command_id = hub_claim_command.command;
    END $$;
    GRANT EXECUTE ON FUNCTION hub_claim_command(uuid, text) TO hub_app;
  `),
];

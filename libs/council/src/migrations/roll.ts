import { sqlMigration } from '#db';

/** What the councils know of the alliance: bodies with their rules and officers, and the seats that make up their rolls. */
export const roll = sqlMigration(1763775000000, 'council roll', '0.1.0', /* sql */ `
  CREATE TABLE council_body (
    id uuid PRIMARY KEY,
    kind text NOT NULL,
    rules_version int NOT NULL,
    quorum jsonb NOT NULL,
    majority jsonb NOT NULL
  );

  CREATE TABLE council_office (
    body_id uuid NOT NULL,
    person_id uuid NOT NULL,
    office text NOT NULL CONSTRAINT council_office_known CHECK (office IN ('chair', 'secretary', 'interpreter')),
    PRIMARY KEY (body_id, person_id, office)
  );

  CREATE TABLE council_seat (
    id uuid PRIMARY KEY,
    body_id uuid NOT NULL,
    institution_id uuid NOT NULL,
    country_code char(2) NOT NULL,
    weight numeric NOT NULL CONSTRAINT council_seat_weight CHECK (weight > 0),
    delegate_id uuid,
    alternate_ids uuid[] NOT NULL DEFAULT '{}',
    state text NOT NULL CONSTRAINT council_seat_state CHECK (state IN ('active', 'vacated'))
  );
  CREATE INDEX council_seat_of_body ON council_seat (body_id, id);

  -- Who sits where is no secret among those who are signed in; only the hub's projections write it.
  DO $$
  DECLARE t text;
  BEGIN
    FOREACH t IN ARRAY ARRAY['council_body', 'council_office', 'council_seat'] LOOP
      EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', t);
      EXECUTE format('CREATE POLICY readers ON %I FOR SELECT USING (hub_system() OR hub_person() IS NOT NULL)', t);
      EXECUTE format('CREATE POLICY duties ON %I USING (hub_system()) WITH CHECK (hub_system())', t);
      EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO hub_app', t);
    END LOOP;
  END $$;
`);

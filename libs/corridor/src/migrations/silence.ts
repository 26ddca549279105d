import { sqlMigration } from '#db';

/** In which interval units are expected to report, and which have fallen silent. */
export const silence = sqlMigration(1763781401000, 'corridor silence', '0.1.0', /* sql */ `
  CREATE TABLE corridor_hearing (
    unit_id uuid PRIMARY KEY REFERENCES corridor_unit (id),
    corridor_id uuid NOT NULL REFERENCES corridor_corridor (id),
    institution_id uuid NOT NULL REFERENCES corridor_institution (id),
    -- Null: as for all.
    every_seconds int CONSTRAINT hearing_interval CHECK (every_seconds BETWEEN 10 AND 86400),
    silent_since timestamptz
  );
  CREATE INDEX corridor_hearing_silent ON corridor_hearing (unit_id) WHERE silent_since IS NOT NULL;

  ALTER TABLE corridor_hearing ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY shared ON corridor_hearing FOR SELECT USING (corridor_shared(institution_id, 'position'));
  CREATE POLICY begun ON corridor_hearing FOR INSERT WITH CHECK (hub_system() OR unit_id = ANY (hub_granted()));
  CREATE POLICY changed ON corridor_hearing FOR UPDATE USING (hub_system() OR unit_id = ANY (hub_granted()));
  GRANT SELECT, INSERT, UPDATE (every_seconds, silent_since) ON corridor_hearing TO hub_app;
`);

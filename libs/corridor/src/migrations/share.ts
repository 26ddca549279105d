import { sqlMigration } from '#db';

/** Public links to the position of one unit. */
export const share = sqlMigration(1763781402000, 'corridor share', '0.1.0', /* sql */ `
  CREATE TABLE corridor_share (
    id uuid PRIMARY KEY,
    corridor_id uuid NOT NULL REFERENCES corridor_corridor (id),
    institution_id uuid NOT NULL REFERENCES corridor_institution (id),
    unit_id uuid NOT NULL REFERENCES corridor_unit (id),
    -- SHA-256 of the secret that the link ends with.
    token_hash bytea NOT NULL CONSTRAINT one_share_secret UNIQUE CONSTRAINT share_hash_length CHECK (length(token_hash) = 32),
    precision_metres int NOT NULL CONSTRAINT share_precision CHECK (precision_metres BETWEEN 100 AND 1000000),
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    ends_at timestamptz NOT NULL CONSTRAINT share_ends_in_time CHECK (ends_at > created_at AND ends_at <= created_at + interval '72 hours'),
    ended_at timestamptz,
    looks int NOT NULL DEFAULT 0
  );
  CREATE INDEX corridor_share_by_unit ON corridor_share (unit_id, id);

  ALTER TABLE corridor_share ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY granted ON corridor_share USING (hub_system() OR unit_id = ANY (hub_granted()));
  GRANT SELECT, INSERT, UPDATE (ended_at, looks) ON corridor_share TO hub_app;
`);

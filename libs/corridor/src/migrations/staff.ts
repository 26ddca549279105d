import { sqlMigration } from '#db';

/** Who is assigned where, and the licences of visiting clinicians for their host countries. Shared by the compact as the class staff. */
export const staff = sqlMigration(1763781960000, 'corridor staff', '0.1.0', /* sql */ `
  CREATE EXTENSION IF NOT EXISTS btree_gist;

  CREATE TABLE corridor_assignment (
    id uuid PRIMARY KEY,
    corridor_id uuid NOT NULL REFERENCES corridor_corridor (id),
    institution_id uuid NOT NULL REFERENCES corridor_institution (id),
    holder_kind text NOT NULL CONSTRAINT assignment_holder_kind CHECK (holder_kind IN ('centre', 'unit')),
    holder_id uuid NOT NULL,
    person_id uuid NOT NULL,
    role text NOT NULL,
    -- From an instant on, until another or until they are relieved.
    during tstzrange NOT NULL CONSTRAINT assignment_lasts CHECK (NOT isempty(during) AND NOT lower_inf(during)),
    CONSTRAINT one_place_for_a_person EXCLUDE USING gist (person_id WITH =, during WITH &&)
  );
  CREATE INDEX corridor_assignment_by_corridor ON corridor_assignment (corridor_id, id);
  CREATE INDEX corridor_assignment_by_holder ON corridor_assignment (holder_id);

  CREATE TABLE corridor_credential (
    id uuid PRIMARY KEY,
    corridor_id uuid NOT NULL REFERENCES corridor_corridor (id),
    institution_id uuid NOT NULL REFERENCES corridor_institution (id),
    person_id uuid NOT NULL,
    profession text NOT NULL,
    -- Sealed: see revealing.
    licence_number bytea NOT NULL,
    issuer text NOT NULL,
    issuer_country text NOT NULL,
    host_country text NOT NULL,
    -- Days of the host, and the instants at which the first begins and the last is over there.
    valid_from date NOT NULL,
    valid_until date NOT NULL CONSTRAINT credential_days CHECK (valid_until >= valid_from),
    begins_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL CONSTRAINT credential_ends_after_it_began CHECK (ends_at > begins_at),
    state text NOT NULL CONSTRAINT credential_state_known CHECK (state IN ('pending', 'verified', 'refused', 'revoked')),
    version int NOT NULL,
    reason text,
    decided_at timestamptz,
    decided_by uuid
  );
  CREATE UNIQUE INDEX one_credential_for_a_term ON corridor_credential (person_id, profession, host_country, valid_until, corridor_id) WHERE state IN ('pending', 'verified');
  CREATE INDEX corridor_credential_by_corridor ON corridor_credential (corridor_id, id);
  CREATE INDEX corridor_credential_in_force ON corridor_credential (corridor_id, host_country, id) WHERE state = 'verified';

  -- When to tell that a licence ends; each once.
  CREATE TABLE corridor_credential_notice (
    credential_id uuid NOT NULL REFERENCES corridor_credential (id),
    days int NOT NULL,
    due_at timestamptz NOT NULL,
    told_at timestamptz,
    PRIMARY KEY (credential_id, days)
  );
  CREATE INDEX corridor_credential_notice_due ON corridor_credential_notice (due_at) WHERE told_at IS NULL;

  -- Whether the person who acts does so for a host of this corridor in that country: whoever verifies sees what there is to verify.
  CREATE FUNCTION corridor_hosting(corridor uuid, country text) RETURNS boolean LANGUAGE sql STABLE
    RETURN EXISTS (SELECT FROM corridor_member m JOIN corridor_institution i ON i.id = m.institution_id
      WHERE m.corridor_id = corridor AND m.role = 'host' AND i.country_code = country AND m.institution_id = ANY ((SELECT corridor_acting())::uuid[]));

  ALTER TABLE corridor_assignment ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY shared ON corridor_assignment FOR SELECT USING (corridor_shared(institution_id, 'staff') AND (upper_inf(during) OR upper(during) >= corridor_shared_since(institution_id, 'staff')));
  CREATE POLICY assigned ON corridor_assignment FOR INSERT WITH CHECK (hub_system() OR holder_id = ANY (hub_granted()));
  CREATE POLICY relieved ON corridor_assignment FOR UPDATE USING (hub_system() OR holder_id = ANY (hub_granted()));
  CREATE POLICY withdrawn ON corridor_assignment FOR DELETE USING (hub_system() OR holder_id = ANY (hub_granted()));
  GRANT SELECT, INSERT, UPDATE (during), DELETE ON corridor_assignment TO hub_app;

  ALTER TABLE corridor_credential ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY shared ON corridor_credential FOR SELECT USING (corridor_shared(institution_id, 'staff') OR corridor_hosting(corridor_id, host_country) OR person_id = hub_person());
  CREATE POLICY entered ON corridor_credential FOR INSERT WITH CHECK (hub_system() OR corridor_id = ANY (hub_granted()));
  CREATE POLICY decided ON corridor_credential FOR UPDATE USING (hub_system() OR id = ANY (hub_granted()));
  GRANT SELECT, INSERT, UPDATE (state, version, reason, decided_at, decided_by) ON corridor_credential TO hub_app;

  ALTER TABLE corridor_credential_notice ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY seen ON corridor_credential_notice FOR SELECT USING (hub_system() OR credential_id = ANY (hub_granted()));
  CREATE POLICY set ON corridor_credential_notice FOR INSERT WITH CHECK (hub_system() OR credential_id = ANY (hub_granted()));
  CREATE POLICY told ON corridor_credential_notice FOR UPDATE USING (hub_system());
  GRANT SELECT, INSERT, UPDATE (told_at) ON corridor_credential_notice TO hub_app;
`);

import { sqlMigration, type Migration } from '#db';

/**
 * Row-level security is the second wall behind the permission table. Names of people may be read by anybody who acts;
 * how to reach them, what proves them and what they did only by themselves and administrators.
 */
const people = sqlMigration(1763773000001, 'identity people', '0.1.0', /* sql */ `
  CREATE TABLE identity_person (
    id uuid PRIMARY KEY,
    name text NOT NULL CONSTRAINT person_name_length CHECK (length(name) BETWEEN 1 AND 120),
    latin_name text CONSTRAINT person_latin_name_length CHECK (length(latin_name) BETWEEN 1 AND 120),
    language text NOT NULL,
    zone text NOT NULL,
    state text NOT NULL CONSTRAINT person_state_known CHECK (state IN ('invited', 'active', 'suspended')),
    created_at timestamptz NOT NULL,
    joined_at timestamptz,
    CONSTRAINT active_people_have_joined CHECK (state <> 'active' OR joined_at IS NOT NULL)
  );
  CREATE TABLE identity_contact (
    person_id uuid PRIMARY KEY REFERENCES identity_person (id),
    email text NOT NULL CONSTRAINT one_person_for_an_email UNIQUE CONSTRAINT email_in_lower_case CHECK (email = lower(email))
  );
  CREATE TABLE identity_affiliation (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES identity_person (id),
    institution_id uuid NOT NULL,
    began_at timestamptz NOT NULL,
    ended_at timestamptz,
    CONSTRAINT affiliation_ends_after_it_began CHECK (ended_at >= began_at)
  );
  CREATE UNIQUE INDEX one_open_affiliation ON identity_affiliation (person_id, institution_id) WHERE ended_at IS NULL;
  CREATE INDEX identity_affiliation_institution ON identity_affiliation (institution_id) WHERE ended_at IS NULL;
  CREATE TABLE identity_role (
    person_id uuid NOT NULL REFERENCES identity_person (id),
    role text NOT NULL CONSTRAINT role_known CHECK (role IN ('administrator', 'coordinator', 'integrator')),
    granted_at timestamptz NOT NULL,
    CONSTRAINT role_held_once PRIMARY KEY (person_id, role)
  );
  ALTER TABLE identity_person ENABLE ROW LEVEL SECURITY; ALTER TABLE identity_person FORCE ROW LEVEL SECURITY;
  ALTER TABLE identity_contact ENABLE ROW LEVEL SECURITY; ALTER TABLE identity_contact FORCE ROW LEVEL SECURITY;
  ALTER TABLE identity_affiliation ENABLE ROW LEVEL SECURITY; ALTER TABLE identity_affiliation FORCE ROW LEVEL SECURITY;
  ALTER TABLE identity_role ENABLE ROW LEVEL SECURITY; ALTER TABLE identity_role FORCE ROW LEVEL SECURITY;

  CREATE POLICY names_are_known ON identity_person FOR SELECT USING (hub_acting());
  CREATE POLICY entered_by_administrators ON identity_person FOR INSERT WITH CHECK (hub_system() OR hub_has_role('administrator'));
  CREATE POLICY changed_by_oneself ON identity_person FOR UPDATE USING (hub_system() OR hub_has_role('administrator') OR id = hub_person());
  CREATE POLICY own_contact ON identity_contact USING (hub_system() OR hub_has_role('administrator') OR person_id = hub_person())
    WITH CHECK (hub_system() OR hub_has_role('administrator'));
  CREATE POLICY affiliations_are_known ON identity_affiliation FOR SELECT USING (hub_acting());
  CREATE POLICY begun_by_administrators ON identity_affiliation FOR INSERT WITH CHECK (hub_system() OR hub_has_role('administrator'));
  CREATE POLICY ended_by_administrators ON identity_affiliation FOR UPDATE USING (hub_system() OR hub_has_role('administrator'));
  CREATE POLICY own_roles ON identity_role FOR SELECT USING (hub_system() OR hub_has_role('administrator') OR person_id = hub_person());
  CREATE POLICY granted_by_administrators ON identity_role FOR INSERT WITH CHECK (hub_system() OR hub_has_role('administrator'));
  CREATE POLICY revoked_by_administrators ON identity_role FOR DELETE USING (hub_system() OR hub_has_role('administrator'));

  GRANT SELECT, INSERT ON identity_person TO hub_app;
  GRANT UPDATE (name, latin_name, language, zone, state, joined_at) ON identity_person TO hub_app;
  GRANT SELECT, INSERT ON identity_contact TO hub_app;
  GRANT SELECT, INSERT, UPDATE (ended_at) ON identity_affiliation TO hub_app;
  GRANT SELECT, INSERT, DELETE ON identity_role TO hub_app;
`);

/** Secrets are kept as hashes only: argon2id for passwords, SHA-256 for tokens of 256 random bits. */
const credentials = sqlMigration(1763773000002, 'identity credentials', '0.1.0', /* sql */ `
  CREATE TABLE identity_password (
    person_id uuid PRIMARY KEY REFERENCES identity_person (id),
    hash text NOT NULL CONSTRAINT password_is_hashed CHECK (hash LIKE '$argon2id$%'),
    changed_at timestamptz NOT NULL
  );
  CREATE TABLE identity_session (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES identity_person (id),
    token_hash bytea NOT NULL CONSTRAINT one_session_for_a_token UNIQUE CONSTRAINT session_token_is_hashed CHECK (length(token_hash) = 32),
    created_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at timestamptz,
    address text NOT NULL,
    user_agent text NOT NULL
  );
  CREATE INDEX identity_session_live ON identity_session (person_id) WHERE ended_at IS NULL;
  CREATE TABLE identity_api_key (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES identity_person (id),
    name text NOT NULL,
    prefix text NOT NULL,
    secret_hash bytea NOT NULL CONSTRAINT one_key_for_a_secret UNIQUE CONSTRAINT key_secret_is_hashed CHECK (length(secret_hash) = 32),
    scopes text[] NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL CONSTRAINT key_lives_a_year_at_most CHECK (expires_at <= created_at + interval '366 days'),
    last_used_at timestamptz,
    revoked_at timestamptz
  );
  CREATE INDEX identity_api_key_live ON identity_api_key (person_id) WHERE revoked_at IS NULL;
  CREATE TABLE identity_invitation (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES identity_person (id),
    token_hash bytea NOT NULL CONSTRAINT one_invitation_for_a_token UNIQUE CONSTRAINT invitation_token_is_hashed CHECK (length(token_hash) = 32),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    closed_at timestamptz
  );
  CREATE UNIQUE INDEX one_open_invitation ON identity_invitation (person_id) WHERE closed_at IS NULL;
  CREATE TABLE identity_setup (
    one boolean PRIMARY KEY DEFAULT true CONSTRAINT one_setup CHECK (one),
    token_hash bytea NOT NULL CONSTRAINT setup_token_is_hashed CHECK (length(token_hash) = 32),
    expires_at timestamptz NOT NULL,
    claimed_at timestamptz
  );
  CREATE TABLE identity_attempt (
    counter bytea PRIMARY KEY CONSTRAINT attempt_counter_is_hashed CHECK (length(counter) = 32),
    failures int NOT NULL,
    window_ends_at timestamptz NOT NULL
  );
  CREATE INDEX identity_attempt_window ON identity_attempt (window_ends_at);

  ALTER TABLE identity_password ENABLE ROW LEVEL SECURITY; ALTER TABLE identity_password FORCE ROW LEVEL SECURITY;
  ALTER TABLE identity_session ENABLE ROW LEVEL SECURITY; ALTER TABLE identity_session FORCE ROW LEVEL SECURITY;
  ALTER TABLE identity_api_key ENABLE ROW LEVEL SECURITY; ALTER TABLE identity_api_key FORCE ROW LEVEL SECURITY;
  ALTER TABLE identity_invitation ENABLE ROW LEVEL SECURITY; ALTER TABLE identity_invitation FORCE ROW LEVEL SECURITY;
  ALTER TABLE identity_setup ENABLE ROW LEVEL SECURITY; ALTER TABLE identity_setup FORCE ROW LEVEL SECURITY;
  ALTER TABLE identity_attempt ENABLE ROW LEVEL SECURITY; ALTER TABLE identity_attempt FORCE ROW LEVEL SECURITY;

  CREATE POLICY own_password ON identity_password USING (hub_system() OR person_id = hub_person());
  CREATE POLICY own_sessions ON identity_session USING (hub_system() OR person_id = hub_person() OR hub_has_role('administrator'));
  CREATE POLICY own_keys ON identity_api_key USING (hub_system() OR person_id = hub_person() OR hub_has_role('administrator'));
  CREATE POLICY administrators_invite ON identity_invitation USING (hub_system() OR hub_has_role('administrator'));
  CREATE POLICY setup_is_the_hubs ON identity_setup USING (hub_system());
  CREATE POLICY attempts_are_the_hubs ON identity_attempt USING (hub_system());

  GRANT SELECT, INSERT, UPDATE (hash, changed_at) ON identity_password TO hub_app;
  GRANT SELECT, INSERT, UPDATE (last_seen_at, ended_at) ON identity_session TO hub_app;
  GRANT SELECT, INSERT, UPDATE (last_used_at, revoked_at) ON identity_api_key TO hub_app;
  GRANT SELECT, INSERT, UPDATE (closed_at) ON identity_invitation TO hub_app;
  GRANT SELECT, INSERT, UPDATE (token_hash, expires_at, claimed_at) ON identity_setup TO hub_app;
  GRANT SELECT, INSERT, UPDATE, DELETE ON identity_attempt TO hub_app;
`);

/** Nobody changes what is written here: no grant, and a trigger that stops the owner's hand too. */
const audit = sqlMigration(1763773000003, 'identity audit', '0.1.0', /* sql */ `
  CREATE TABLE identity_audit (
    id uuid PRIMARY KEY,
    at timestamptz NOT NULL,
    actor text NOT NULL,
    credential text,
    action text NOT NULL,
    object_kind text NOT NULL,
    object_id text NOT NULL,
    outcome text NOT NULL CONSTRAINT audit_outcome_known CHECK (outcome IN ('done', 'refused')),
    address text
  );
  CREATE INDEX identity_audit_object ON identity_audit (object_id, id);
  CREATE INDEX identity_audit_actor ON identity_audit (actor, id);
  CREATE FUNCTION identity_audit_stands() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION 'the audit trail is append-only';
  END $$;
  CREATE TRIGGER audit_stands BEFORE UPDATE OR DELETE OR TRUNCATE ON identity_audit EXECUTE FUNCTION identity_audit_stands();

  ALTER TABLE identity_audit ENABLE ROW LEVEL SECURITY; ALTER TABLE identity_audit FORCE ROW LEVEL SECURITY;
  CREATE POLICY read_by_administrators ON identity_audit FOR SELECT USING (hub_system() OR hub_has_role('administrator'));
  -- Nobody writes in another's name; the hub itself does so for people who are just signing in.
  CREATE POLICY written_in_ones_own_name ON identity_audit FOR INSERT
    WITH CHECK (hub_system() OR (hub_acting() AND actor = current_setting('hub.actor', true)));
  GRANT SELECT, INSERT ON identity_audit TO hub_app;
`);

export const identityMigrations: readonly Migration[] = [people, credentials, audit];

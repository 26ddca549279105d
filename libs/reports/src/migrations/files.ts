import { sqlMigration } from '#db';

/** What was made, in pieces, and the links to it. A file is its reader's alone: not even its owner reads what was made for others. */
export const files = sqlMigration(1763790060000, 'reports files and links', '0.1.0', /* sql */ `
  CREATE TABLE report_file (
    document_id uuid NOT NULL REFERENCES report_document,
    reader_id uuid NOT NULL,
    -- 'document' is what the others are made of.
    format text NOT NULL CONSTRAINT file_format_known CHECK (format IN ('document', 'pdf', 'xlsx', 'csv', 'json')),
    name text NOT NULL,
    bytes int NOT NULL CONSTRAINT file_is_bounded CHECK (bytes BETWEEN 0 AND 20971520),
    sha256 bytea NOT NULL CONSTRAINT file_digest_length CHECK (length(sha256) = 32),
    PRIMARY KEY (document_id, format)
  );
  CREATE TABLE report_piece (
    document_id uuid NOT NULL,
    format text NOT NULL,
    number int NOT NULL,
    reader_id uuid NOT NULL,
    bytes bytea NOT NULL,
    PRIMARY KEY (document_id, format, number),
    CONSTRAINT piece_of_a_file FOREIGN KEY (document_id, format) REFERENCES report_file ON DELETE CASCADE
  );
  -- Files are compressed already, or are fetched whole.
  ALTER TABLE report_piece ALTER COLUMN bytes SET STORAGE EXTERNAL;

  -- A link for an address outside of the hub.
  CREATE TABLE report_link (
    id uuid PRIMARY KEY,
    schedule_id uuid NOT NULL REFERENCES report_schedule,
    run_id uuid NOT NULL REFERENCES report_run,
    owner_id uuid NOT NULL,
    document_id uuid NOT NULL REFERENCES report_document,
    email text NOT NULL,
    sight text NOT NULL CONSTRAINT link_sight_known CHECK (sight IN ('alliance', 'public')),
    created_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    revoked_at timestamptz,
    sent_at timestamptz,
    -- Not before this; null: not to be sent any more.
    send_at timestamptz,
    tries int NOT NULL DEFAULT 0,
    follows int NOT NULL DEFAULT 0,
    last_followed_at timestamptz,
    CONSTRAINT one_link_for_an_address UNIQUE (run_id, email)
  );
  -- Each try of sending a link makes a secret of its own, of which the hash alone is kept: any that may have arrived opens it.
  CREATE TABLE report_link_token (
    token_hash bytea PRIMARY KEY CONSTRAINT link_token_is_hashed CHECK (length(token_hash) = 32),
    link_id uuid NOT NULL REFERENCES report_link
  );
  CREATE INDEX report_link_schedule ON report_link (schedule_id, id);
  CREATE INDEX report_link_unsent ON report_link (send_at) WHERE send_at IS NOT NULL;

  ALTER TABLE report_file ENABLE ROW LEVEL SECURITY; ALTER TABLE report_file FORCE ROW LEVEL SECURITY;
  ALTER TABLE report_piece ENABLE ROW LEVEL SECURITY; ALTER TABLE report_piece FORCE ROW LEVEL SECURITY;
  ALTER TABLE report_link ENABLE ROW LEVEL SECURITY; ALTER TABLE report_link FORCE ROW LEVEL SECURITY;
  ALTER TABLE report_link_token ENABLE ROW LEVEL SECURITY; ALTER TABLE report_link_token FORCE ROW LEVEL SECURITY;
  CREATE POLICY files_of_reader ON report_file USING (hub_system() OR reader_id = hub_person());
  CREATE POLICY pieces_of_reader ON report_piece USING (hub_system() OR reader_id = hub_person());
  CREATE POLICY links_of_owner ON report_link USING (hub_system() OR owner_id = hub_person() OR hub_has_role('administrator'));
  CREATE POLICY link_tokens_are_the_hubs ON report_link_token USING (hub_system());
  GRANT SELECT, INSERT, DELETE ON report_file, report_piece TO hub_app;
  GRANT SELECT, INSERT ON report_link_token TO hub_app;
  GRANT SELECT, INSERT, UPDATE ON report_link TO hub_app;
`);

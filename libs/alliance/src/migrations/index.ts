import { sqlMigration, type Migration } from '#db';
import { countryRows } from './countries.js';

/**
 * What the alliance is made of may be read by everybody who acts in it. It is changed by administrators; who acts for a
 * seat also by those whom the policy granted that seat.
 */
const made = sqlMigration(1763774000001, 'alliance institutions, bodies and seats', '0.1.0', /* sql */ `
  CREATE TABLE alliance_country (
    alpha2 text PRIMARY KEY CONSTRAINT country_alpha2 CHECK (alpha2 ~ '^[A-Z]{2}$'),
    alpha3 text NOT NULL UNIQUE CONSTRAINT country_alpha3 CHECK (alpha3 ~ '^[A-Z]{3}$'),
    "numeric" text NOT NULL UNIQUE CONSTRAINT country_numeric CHECK ("numeric" ~ '^[0-9]{3}$')
  );
  INSERT INTO alliance_country (alpha2, alpha3, "numeric") VALUES ${countryRows};
  CREATE TABLE alliance_institution (
    id uuid PRIMARY KEY,
    name text NOT NULL CONSTRAINT institution_name_length CHECK (length(name) BETWEEN 1 AND 200),
    names jsonb NOT NULL,
    country_code text NOT NULL CONSTRAINT institution_stands_in_a_country REFERENCES alliance_country (alpha2),
    zone text NOT NULL,
    state text NOT NULL CONSTRAINT institution_state_known CHECK (state IN ('active', 'closed'))
  );
  CREATE INDEX alliance_institution_country ON alliance_institution (country_code);
  CREATE INDEX alliance_institution_name ON alliance_institution (name, id);
  CREATE TABLE alliance_body (
    id uuid PRIMARY KEY,
    name text NOT NULL CONSTRAINT body_name_length CHECK (length(name) BETWEEN 1 AND 200),
    kind text NOT NULL CONSTRAINT body_kind_known CHECK (kind IN ('council', 'committee')),
    rules jsonb NOT NULL,
    rules_version int NOT NULL CONSTRAINT rules_version_counts_up CHECK (rules_version >= 1)
  );
  CREATE TABLE alliance_office (
    id uuid PRIMARY KEY,
    body_id uuid NOT NULL REFERENCES alliance_body (id),
    person_id uuid NOT NULL CONSTRAINT office_of_a_person REFERENCES identity_person (id),
    office text NOT NULL CONSTRAINT office_known CHECK (office IN ('chair', 'secretary', 'interpreter')),
    began_at timestamptz NOT NULL,
    ended_at timestamptz,
    CONSTRAINT office_ends_after_it_began CHECK (ended_at >= began_at)
  );
  CREATE UNIQUE INDEX one_open_office ON alliance_office (body_id, person_id, office) WHERE ended_at IS NULL;
  CREATE TABLE alliance_seat (
    id uuid PRIMARY KEY,
    body_id uuid NOT NULL REFERENCES alliance_body (id),
    institution_id uuid NOT NULL CONSTRAINT seat_of_an_institution REFERENCES alliance_institution (id),
    weight numeric(12,6) NOT NULL CONSTRAINT weight_above_nothing CHECK (weight > 0),
    delegate_id uuid CONSTRAINT delegate_is_a_person REFERENCES identity_person (id),
    state text NOT NULL CONSTRAINT seat_state_known CHECK (state IN ('active', 'vacated'))
  );
  -- An institution holds one seat of a body; those that were vacated are history.
  CREATE UNIQUE INDEX one_seat_for_an_institution ON alliance_seat (body_id, institution_id) WHERE state = 'active';
  CREATE INDEX alliance_seat_institution ON alliance_seat (institution_id) WHERE state = 'active';
  CREATE TABLE alliance_alternate (
    seat_id uuid NOT NULL REFERENCES alliance_seat (id),
    rank int NOT NULL CONSTRAINT alternate_rank_counts_from_one CHECK (rank BETWEEN 1 AND 10),
    person_id uuid NOT NULL CONSTRAINT alternate_is_a_person REFERENCES identity_person (id),
    CONSTRAINT one_alternate_of_a_rank PRIMARY KEY (seat_id, rank),
    CONSTRAINT one_rank_of_an_alternate UNIQUE (seat_id, person_id)
  );
  ALTER TABLE identity_affiliation ADD CONSTRAINT affiliation_with_an_institution FOREIGN KEY (institution_id) REFERENCES alliance_institution (id);

  ALTER TABLE alliance_country ENABLE ROW LEVEL SECURITY; ALTER TABLE alliance_country FORCE ROW LEVEL SECURITY;
  ALTER TABLE alliance_institution ENABLE ROW LEVEL SECURITY; ALTER TABLE alliance_institution FORCE ROW LEVEL SECURITY;
  ALTER TABLE alliance_body ENABLE ROW LEVEL SECURITY; ALTER TABLE alliance_body FORCE ROW LEVEL SECURITY;
  ALTER TABLE alliance_office ENABLE ROW LEVEL SECURITY; ALTER TABLE alliance_office FORCE ROW LEVEL SECURITY;
  ALTER TABLE alliance_seat ENABLE ROW LEVEL SECURITY; ALTER TABLE alliance_seat FORCE ROW LEVEL SECURITY;
  ALTER TABLE alliance_alternate ENABLE ROW LEVEL SECURITY; ALTER TABLE alliance_alternate FORCE ROW LEVEL SECURITY;

  CREATE POLICY countries_are_known ON alliance_country FOR SELECT USING (hub_acting());
  CREATE POLICY institutions_are_known ON alliance_institution FOR SELECT USING (hub_acting());
  CREATE POLICY administrators_write ON alliance_institution USING (hub_system() OR hub_has_role('administrator'));
  CREATE POLICY bodies_are_known ON alliance_body FOR SELECT USING (hub_acting());
  CREATE POLICY administrators_write ON alliance_body USING (hub_system() OR hub_has_role('administrator'));
  CREATE POLICY offices_are_known ON alliance_office FOR SELECT USING (hub_acting());
  CREATE POLICY administrators_write ON alliance_office USING (hub_system() OR hub_has_role('administrator'));
  CREATE POLICY seats_are_known ON alliance_seat FOR SELECT USING (hub_acting());
  CREATE POLICY administrators_write ON alliance_seat USING (hub_system() OR hub_has_role('administrator'));
  CREATE POLICY granted_seats ON alliance_seat FOR UPDATE USING (id = ANY (hub_granted()));
  CREATE POLICY alternates_are_known ON alliance_alternate FOR SELECT USING (hub_acting());
  CREATE POLICY granted_alternates ON alliance_alternate USING (hub_system() OR hub_has_role('administrator') OR seat_id = ANY (hub_granted()));

  GRANT SELECT ON alliance_country TO hub_app;
  GRANT SELECT, INSERT, UPDATE (name, names, country_code, zone, state) ON alliance_institution TO hub_app;
  GRANT SELECT, INSERT, UPDATE (rules, rules_version) ON alliance_body TO hub_app;
  GRANT SELECT, INSERT, UPDATE (ended_at) ON alliance_office TO hub_app;
  GRANT SELECT, INSERT, UPDATE (weight, delegate_id, state) ON alliance_seat TO hub_app;
  GRANT SELECT, INSERT, DELETE ON alliance_alternate TO hub_app;
`);

export const allianceMigrations: readonly Migration[] = [made];

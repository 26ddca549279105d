import { sqlMigration, type Migration } from '../migration/sql-migration.js';

/**
 * What row-level security asks: for whom does this transaction run? The answers are transaction-local settings
 * that `withActor` sets. Plain SQL functions, so that the planner can inline them into a policy.
 */
const actorFunctions = sqlMigration(1763770000000, 'db actor functions', '0.1.0', /* sql */ `
  -- Somebody is named as the actor; without one no row of any table is seen.
  CREATE FUNCTION hub_acting() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    RETURN coalesce(current_setting('hub.actor', true), '') <> '';
  -- The hub itself, at one of its duties.
  CREATE FUNCTION hub_system() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    RETURN coalesce(current_setting('hub.actor', true), '') LIKE 'system:%';
  -- The person who acts; null for the hub itself.
  CREATE FUNCTION hub_person() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('hub.person', true), '')::uuid;
  -- Whether the person holds a role that counts in the whole alliance.
  CREATE FUNCTION hub_has_role(role text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    RETURN role = ANY (string_to_array(coalesce(current_setting('hub.roles', true), ''), ','));
  -- The objects that the policy of this command or query was asked about.
  CREATE FUNCTION hub_granted() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE
    RETURN string_to_array(coalesce(current_setting('hub.granted', true), ''), ',')::uuid[];

  GRANT USAGE ON SCHEMA public TO hub_app;
  REVOKE CREATE ON SCHEMA public FROM PUBLIC;
`);

const institutionsFunction = sqlMigration(1763780000000, 'db institutions of the actor', '0.1.0', /* sql */ `
  -- The institutions that the person is affiliated with today.
  CREATE FUNCTION hub_institutions() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE
    RETURN string_to_array(coalesce(current_setting('hub.institutions', true), ''), ',')::uuid[];
`);

const evenOdds = sqlMigration(1763790095000, 'db even odds of the hub itself', '0.1.0', /* sql */ `
  -- The planner takes a LIKE for something that one row in a great many fulfils, and every policy begins with this one: of a table
  -- that has grown it would then expect a single row, and walk the whole of it for each row of another. Of a CASE it expects half.
  CREATE OR REPLACE FUNCTION hub_system() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    RETURN CASE WHEN coalesce(current_setting('hub.actor', true), '') LIKE 'system:%' THEN true ELSE false END;
`);

export const dbMigrations: readonly Migration[] = [actorFunctions, institutionsFunction, evenOdds];

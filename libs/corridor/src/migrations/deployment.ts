import { sqlMigration } from '#db';

/** Steps of deployments with who, when and why; what the parties keep of them. What a state needs is checked by the row itself. */
export const deployment = sqlMigration(1763781200000, 'corridor deployment', '0.1.0', /* sql */ `
  ALTER TABLE corridor_deployment
    ADD stay_from date,
    ADD stay_until date,
    ADD moved_at timestamptz,
    ADD registered_at timestamptz,
    ADD exit_reported_at timestamptz,
    ADD CONSTRAINT deployment_stay CHECK (stay_until >= stay_from AND (stay_from IS NULL) = (stay_until IS NULL)),
    ADD CONSTRAINT registered_before_work CHECK (state NOT IN ('setting_up', 'operational', 'constrained', 'transitioning', 'demobilising', 'closed') OR registered_at IS NOT NULL),
    ADD CONSTRAINT exit_report_before_close CHECK (state <> 'closed' OR exit_reported_at IS NOT NULL);
  UPDATE corridor_deployment SET moved_at = planned_at;
  ALTER TABLE corridor_deployment ALTER moved_at SET NOT NULL;

  CREATE TABLE corridor_step (
    deployment_id uuid NOT NULL REFERENCES corridor_deployment (id),
    -- The version that the step led to: one step for each.
    version int NOT NULL,
    from_state text,
    to_state text NOT NULL,
    actor text NOT NULL,
    reason text CONSTRAINT step_reason_length CHECK (length(reason) BETWEEN 1 AND 500),
    at timestamptz NOT NULL,
    CONSTRAINT one_step_a_version PRIMARY KEY (deployment_id, version)
  );
  CREATE TABLE corridor_registration (
    deployment_id uuid PRIMARY KEY REFERENCES corridor_deployment (id),
    number text NOT NULL CONSTRAINT registration_number_length CHECK (length(number) BETWEEN 1 AND 60),
    actor text NOT NULL,
    at timestamptz NOT NULL
  );
  CREATE TABLE corridor_exit_report (
    deployment_id uuid NOT NULL REFERENCES corridor_deployment (id),
    revision int NOT NULL CONSTRAINT exit_report_revision CHECK (revision >= 1),
    text text NOT NULL CONSTRAINT exit_report_length CHECK (length(text) BETWEEN 1 AND 20000),
    figures jsonb NOT NULL,
    handed_over_to uuid REFERENCES corridor_institution (id),
    actor text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (deployment_id, revision)
  );

  -- Why somebody did something, the host's number and the words of a report are read by whom the deployment was granted to.
  ALTER TABLE corridor_step ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY granted ON corridor_step FOR SELECT USING (hub_system() OR deployment_id = ANY (hub_granted()));
  -- The first step is taken by an act on the unit, which knows of the deployment by planning it.
  CREATE POLICY taken ON corridor_step FOR INSERT WITH CHECK (hub_system() OR deployment_id = ANY (hub_granted())
    OR EXISTS (SELECT FROM corridor_deployment d WHERE d.id = deployment_id AND d.unit_id = ANY (hub_granted())));
  GRANT SELECT, INSERT ON corridor_step TO hub_app;
  ALTER TABLE corridor_registration ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY granted ON corridor_registration USING (hub_system() OR deployment_id = ANY (hub_granted()));
  GRANT SELECT, INSERT, UPDATE ON corridor_registration TO hub_app;
  ALTER TABLE corridor_exit_report ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
  CREATE POLICY granted ON corridor_exit_report USING (hub_system() OR deployment_id = ANY (hub_granted()));
  GRANT SELECT, INSERT ON corridor_exit_report TO hub_app;
`);

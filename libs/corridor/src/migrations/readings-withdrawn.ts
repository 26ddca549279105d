import { sqlMigration } from '#db';

/** A reading of a meter that was entered wrongly can be taken back; it stays in the list. */
export const readingsWithdrawn = sqlMigration(1763790096003, 'corridor readings withdrawn', '0.1.0', /* sql */ `
  ALTER TABLE corridor_meter_reading ADD withdrawn_at timestamptz, ADD withdrawn_for text,
    ADD CONSTRAINT reading_is_withdrawn_for_a_reason CHECK ((withdrawn_at IS NULL) = (withdrawn_for IS NULL) AND length(withdrawn_for) BETWEEN 1 AND 500);
  CREATE POLICY withdrawn ON corridor_meter_reading FOR UPDATE USING (hub_system() OR equipment_id = ANY (hub_granted()));
  GRANT UPDATE (withdrawn_at, withdrawn_for) ON corridor_meter_reading TO hub_app;
`);

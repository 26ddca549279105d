import { sqlMigration } from '#db';

/** A meter can be replaced: its first reading begins anew, and the terms of the plan move by the difference. */
export const metersReplaced = sqlMigration(1763790096005, 'corridor meters replaced', '0.1.0', /* sql */ `
  -- By how much this reading moved the terms of the plan, as the first one of a new meter; null: of the meter that was there.
  ALTER TABLE corridor_meter_reading ADD moved double precision;
  CREATE INDEX corridor_meter_replaced ON corridor_meter_reading (equipment_id, meter, at) WHERE moved IS NOT NULL AND withdrawn_at IS NULL;
`);

import { sqlMigration } from '#db';

/** Of which end of a leg people were told that it is late: once for each, whatever becomes of the alert. */
export const lateLegs = sqlMigration(1763790081000, 'corridor late legs', '0.1.0', /* sql */ `
  ALTER TABLE corridor_leg ADD late_told text CONSTRAINT leg_end_known CHECK (late_told IN ('departure', 'arrival'));
  CREATE INDEX corridor_leg_told ON corridor_leg (id) WHERE late_told IS NOT NULL;
`);

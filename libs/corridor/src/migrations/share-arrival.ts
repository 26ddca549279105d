import { sqlMigration } from '#db';

/** Whether a public link also says when the unit is expected at its next stop. */
export const shareArrival = sqlMigration(1763790083000, 'corridor arrival in shares', '0.1.0', /* sql */ `
  ALTER TABLE corridor_share ADD shows_arrival boolean NOT NULL DEFAULT false;
`);

import { sqlMigration } from '#db';

/** Chains begin where their notice is told: nobody looks for notices with a chain any more. None was told with one before. */
export const escalationTold = sqlMigration(1763790062000, 'notifications escalation begins when told', '0.1.0', /* sql */ `
  DROP INDEX notification_notice_chained;
`);

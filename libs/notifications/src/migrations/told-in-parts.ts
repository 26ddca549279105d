import { sqlMigration } from '#db';

/** Very many people are told part by part: how many of them were, in the order in which they stand. */
export const toldInParts = sqlMigration(1763790080000, 'notifications told in parts', '0.1.0', /* sql */ `
  ALTER TABLE notification_notice ADD COLUMN told_of int NOT NULL DEFAULT 0 CONSTRAINT told_of_range CHECK (told_of >= 0);
  GRANT UPDATE (told_of) ON notification_notice TO hub_app;
`);

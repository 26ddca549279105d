import { sqlMigration } from '#db';

/** Until when it matters what a calendar was told. Of what a hub before this one has told, the end is not known: it is kept for two years. */
export const invitationEnd = sqlMigration(1763790061000, 'notifications end of invitations', '0.1.0', /* sql */ `
  ALTER TABLE notification_invitation ADD COLUMN ends_at timestamptz NOT NULL DEFAULT now() + interval '2 years';
  CREATE INDEX notification_invitation_ends ON notification_invitation (ends_at);
  GRANT UPDATE (ends_at), DELETE ON notification_invitation TO hub_app;
`);

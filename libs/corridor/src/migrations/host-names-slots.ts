import { sqlMigration } from '#db';

/** The host names free slots, whatever the compact shares of reports: it reads what it wrote, without which it cannot write. */
export const hostNamesSlots = sqlMigration(1763790096002, 'corridor slots named by the host', '0.1.0', /* sql */ `
  ALTER POLICY shared ON corridor_report_slot USING (
    hub_system() OR corridor_shared(institution_id, 'report')
    OR EXISTS (SELECT FROM corridor_deployment d WHERE d.id = deployment_id AND d.host_id = ANY ((SELECT corridor_acting())::uuid[])));
`);

import { sqlMigration } from '#db';

/** Who was dismissed as an observer stays out of a meeting that is open to the alliance, until they are admitted again. */
export const dismissals = sqlMigration(1763790096004, 'council dismissals', '0.1.0', /* sql */ `
  ALTER TABLE council_observer ADD dismissed_at timestamptz;
  GRANT UPDATE (admitted_by, admitted_at, dismissed_at) ON council_observer TO hub_app;
  CREATE OR REPLACE FUNCTION council_knows(m council_meeting) RETURNS boolean LANGUAGE sql STABLE
    RETURN m.chair_id = hub_person() OR hub_person() = ANY (m.secretary_ids) OR hub_has_role('administrator') OR (m.state <> 'draft' AND (
      (m.access = 'alliance' AND hub_person() IS NOT NULL AND NOT EXISTS (SELECT FROM council_observer o WHERE o.meeting_id = m.id AND o.person_id = hub_person() AND o.dismissed_at IS NOT NULL))
      OR hub_person() = ANY (m.interpreter_ids)
      OR EXISTS (SELECT FROM council_seat s WHERE s.body_id = m.body_id AND s.state = 'active' AND (s.delegate_id = hub_person() OR hub_person() = ANY (s.alternate_ids)))
      OR EXISTS (SELECT FROM council_observer o WHERE o.meeting_id = m.id AND o.person_id = hub_person() AND o.dismissed_at IS NULL)));
`);

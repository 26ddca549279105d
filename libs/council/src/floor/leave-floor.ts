import { council } from '#contracts';
import type { Work } from '#log';
import { streamOf, type Meeting } from '../meeting/meeting.entity.js';

/**
 * Takes people off the list of speakers who have left the meeting: what they asked for is withdrawn, and a speech of theirs ends.
 * Whoever acts for a seat, or leads the meeting (`staying`), stays; and who was dropped because of a bad line keeps the place until they come back.
 */
export async function leaveFloor(work: Work, meeting: Meeting, personIds: readonly string[], staying: readonly string[] = meeting.leaders()): Promise<void> {
  const [left] = await work.db.query<[{ id: string; state: 'spoken' | 'withdrawn' }[], number]>(
    `UPDATE council_floor_request r SET state = CASE state WHEN 'speaking' THEN 'spoken' ELSE 'withdrawn' END, until = $3
     WHERE meeting_id = $1 AND person_id = ANY ($2) AND state IN ('waiting', 'speaking') AND NOT person_id = ANY ($4)
     AND NOT EXISTS (SELECT FROM council_presence p WHERE p.meeting_id = r.meeting_id AND p.person_id = r.person_id AND p.until IS NULL) RETURNING id, state`,
    [meeting.id, personIds, work.now, staying],
  );
  for (const { id, state } of left) {
    if (state === 'withdrawn') work.record(council.floorWithdrawn, streamOf(meeting.id), { requestId: id });
    else work.record(council.floorEnded, streamOf(meeting.id), { requestId: id, until: work.now.toISOString() });
  }
}

import { Injectable } from '@nestjs/common';
import { corridor, notifications, type Data, type stream } from '#contracts';
import { On, type Work } from '#log';
import { tellChange } from '../inbox/change-entries.js';
import { takeTurn } from '../inbox/take-turn.js';
import { moveMessages } from '../message/move-messages.js';
import { statesBefore } from '../message/message-states.js';

/** Steps by which somebody stands by having heard of an alert. */
const HEARD: readonly Data<typeof corridor.alertChanged>['step'][] = ['acknowledged', 'assigned', 'resolved'];

/** Whoever acknowledges an alert has acknowledged what they were told of it: they are not asked twice. */
@Injectable()
export class AcknowledgeWithAlert {
  @On(corridor.alertChanged)
  async heard(event: stream.Envelope, work: Work): Promise<void> {
    const { alertId, step, byPersonId } = event.data as Data<typeof corridor.alertChanged>;
    if (!HEARD.includes(step) || byPersonId === null) return;
    await takeTurn(work.db, [byPersonId]);
    const [entries] = await work.db.query<[{ id: string; noticeId: string; notice: string; about: string }[], number]>(
      `UPDATE notification_entry e SET acknowledged_at = $3, read_at = coalesce(e.read_at, $3), seen_at = coalesce(e.seen_at, $3) FROM notification_notice n
       WHERE n.id = e.notice_id AND n.about = $1 AND e.person_id = $2 AND e.acknowledged_at IS NULL RETURNING e.id, n.id AS "noticeId", n.name AS notice, n.about`,
      [`alert:${alertId}`, byPersonId, event.time]);
    if (entries.length === 0) return;
    const noticeIds = entries.map(({ noticeId }) => noticeId);
    await work.db.query('UPDATE notification_notice SET acknowledged_at = $2, acknowledged_by = $3 WHERE id = ANY ($1::uuid[]) AND acknowledged_at IS NULL', [noticeIds, event.time, byPersonId]);
    const messages = await work.db.query<{ id: string }[]>('SELECT id FROM notification_message WHERE notice_id = ANY ($1::uuid[]) AND person_id = $2 AND state = ANY ($3)', [noticeIds, byPersonId, statesBefore('acknowledged')]);
    await moveMessages(work, messages.map(({ id }) => ({ messageId: id, to: 'acknowledged' as const })));
    for (const { noticeId, notice, about } of entries) work.record(notifications.noticeAcknowledged, `notice:${noticeId}`, { noticeId, notice, about, personId: byPersonId, channel: 'inbox' });
    await tellChange(work, byPersonId, 'acknowledged', entries.map(({ id }) => id));
  }
}

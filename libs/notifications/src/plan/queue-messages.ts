import { notices, notifications } from '#contracts';
import { newId } from '#kernel';
import type { Work } from '#log';
import { settleMessages, type Asked, type Settled } from '../preference/settle.js';
import type { NoticeRow } from './notice-row.js';

const MESSAGES = /* sql */ `
  INSERT INTO notification_message (id, notice_id, person_id, channel, state, reason, due_at, digest_id, steps, created_at, moved_at)
  SELECT id, $8, person_id, channel, state, reason, due_at, digest_id, jsonb_build_array(jsonb_build_object('at', $9::timestamptz, 'step', state, 'why', reason, 'until', until)), $9, $9
  FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::uuid[], $10::timestamptz[]) AS m(id, person_id, channel, state, reason, due_at, digest_id, until)
  ON CONFLICT ON CONSTRAINT one_message_on_a_channel DO NOTHING`;

interface Queued {
  readonly asked: Asked;
  readonly state: 'queued' | 'held' | 'dropped';
  readonly reason: string | null;
  readonly dueAt: Date | null;
  readonly digestId: string | null;
  readonly until: Date | null;
}

/** Writes down what is to go out to people who are told of a notice, on every channel outside the hub, in one statement. */
export async function queueMessages(work: Work, notice: NoticeRow, people: readonly string[], now: Date): Promise<void> {
  const asked = people.flatMap((personId) => notifications.outerChannel.options.map((channel) => ask(notice, personId, channel)));
  const settled = await settleMessages(work.db, now, asked);
  const queued = asked.flatMap((one) => {
    const outcome = settled.get(one.messageId);
    // Where nobody would have expected a message, it is not written down that there is none.
    return outcome === undefined || (outcome.go === 'drop' && !one.notice.channels.includes(one.channel)) ? [] : [queuedOf(one, outcome, now)];
  });
  if (queued.length === 0) return;
  await work.db.query(MESSAGES, [
    queued.map(({ asked: { messageId } }) => messageId), queued.map(({ asked: { personId } }) => personId), queued.map(({ asked: { channel } }) => channel),
    queued.map(({ state }) => state), queued.map(({ reason }) => reason), queued.map(({ dueAt }) => dueAt), queued.map(({ digestId }) => digestId), notice.id, now, queued.map(({ until }) => until),
  ]);
}

function ask(notice: NoticeRow, personId: string, channel: Asked['channel']): Asked {
  return {
    messageId: newId(), noticeId: notice.id, personId, channel, about: notice.about, digestKey: notice.digestKey, alone: notice.appointment !== null,
    notice: rulesOf(notice),
  };
}

/** What the declaration of a notice says of its way; of one that is declared no longer: nowhere but into the inbox. */
export function rulesOf({ name, category, critical }: Pick<NoticeRow, 'name' | 'category' | 'critical'>): Asked['notice'] {
  const { channels = ['inbox'], digestMinutes = null } = notices.get(name) ?? {};
  return { category, critical, channels, digestMinutes };
}

function queuedOf(asked: Asked, outcome: Settled, now: Date): Queued {
  if (outcome.go === 'now') return { asked, state: 'queued', reason: null, dueAt: now, digestId: null, until: null };
  if (outcome.go === 'drop') return { asked, state: 'dropped', reason: outcome.why, dueAt: null, digestId: null, until: null };
  // What another message carries is not due by itself.
  const dueAt = outcome.digestId === null || outcome.carries ? outcome.until : null;
  return { asked, state: 'held', reason: outcome.why, dueAt, digestId: outcome.digestId, until: outcome.until };
}

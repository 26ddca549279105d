import { notifications, type Data } from '#contracts';
import type { Work } from '#log';
import type { OuterChannel } from '../channel/channel.js';
import { statesBefore, type DropReason, type MessageState } from './message-states.js';

/** One step of one message. */
export interface Move {
  readonly messageId: string;
  readonly to: MessageState;
  /** Why it is held or dropped. */
  readonly reason?: DropReason;
  /** What is said of the step where that is more than the reason: the fault of a try. */
  readonly why?: string;
  /** When it is looked at next. */
  readonly dueAt?: Date | null;
  /** When it goes on, as told to those who ask why; `dueAt` where nothing else is given. */
  readonly until?: Date | null;
  /** How the other end names it. */
  readonly reference?: string | null;
  /** The channel was asked to send it. */
  readonly tried?: boolean;
  /** Who sends it: a step of somebody whose lease was taken over is not written. */
  readonly lease?: string;
}

interface Moved {
  readonly id: string;
  /** Under which it is told of: of all that are gathered in a digest that of its carrier, so that a thousand are a few events. */
  readonly notice_id: string;
  readonly channel: OuterChannel;
  readonly state: MessageState;
  readonly reason: DropReason | null;
}

const MOVE = /* sql */ `
  WITH wanted AS (
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[], $7::text[], $8::int[], $9::uuid[], $10::text[])
      AS w(id, state, reason, why, due_at, until, reference, tried, lease, befores)
  ), locked AS (
    -- In one order, so that two who move the same messages wait for each other instead of standing in each other's way.
    SELECT m.id, m.state FROM notification_message m WHERE m.id IN (SELECT id FROM wanted) ORDER BY m.id FOR NO KEY UPDATE
  )
  UPDATE notification_message m SET
    state = w.state, reason = w.reason, due_at = w.due_at, moved_at = $11, reference = coalesce(w.reference, m.reference),
    attempts = m.attempts + w.tried, lease = NULL, lease_until = NULL,
    steps = m.steps || jsonb_build_array(jsonb_build_object('at', $11::timestamptz, 'step', w.state, 'why', coalesce(w.why, w.reason), 'until', w.until))
  FROM wanted w, locked l
  WHERE m.id = w.id AND l.id = m.id AND l.state = ANY (string_to_array(w.befores, ',')) AND (w.lease IS NULL OR m.lease = w.lease)
  RETURNING m.id, m.channel, m.state, m.reason, coalesce(
    (SELECT c.notice_id FROM notification_digest d JOIN notification_message c ON c.id = d.carrier_id WHERE d.id = m.digest_id), m.notice_id) AS notice_id`;

/**
 * Moves messages on, as the machine of their states allows; what has gone another way meanwhile is left as it is. Every
 * step is kept, so that it can be told why something was sent or not.
 * @returns the ids of those that were moved
 */
export async function moveMessages(work: Work, moves: readonly Move[]): Promise<readonly string[]> {
  if (moves.length === 0) return [];
  const [moved] = await work.db.query<[Moved[], number]>(MOVE, [
    moves.map(({ messageId }) => messageId), moves.map(({ to }) => to), moves.map(({ reason }) => reason ?? null), moves.map(({ why }) => why ?? null),
    moves.map(({ dueAt }) => dueAt ?? null), moves.map(({ until, dueAt }) => until ?? dueAt ?? null), moves.map(({ reference }) => reference ?? null),
    moves.map(({ tried }) => (tried === true ? 1 : 0)), moves.map(({ lease }) => lease ?? null), moves.map(({ to }) => statesBefore(to).join(',')), work.now,
  ]);
  tellMoves(work, moved);
  return moved.map(({ id }) => id);
}

/** One event for what of one notice came to one state on one channel, by parts that fit. */
export function tellMoves(work: Work, moved: readonly Moved[]): void {
  const groups = new Map<string, Moved[]>();
  for (const message of moved) {
    const key = `${message.notice_id} ${message.channel} ${message.state} ${message.reason ?? ''}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [message]);
    else group.push(message);
  }
  for (const group of groups.values()) {
    for (let from = 0; from < group.length; from += notifications.messagesInEvent) {
      const part = group.slice(from, from + notifications.messagesInEvent);
      const [first] = part;
      if (first === undefined) continue;
      const data: Data<typeof notifications.messagesMoved> = { noticeId: first.notice_id, channel: first.channel, state: first.state, reason: first.reason, messageIds: part.map(({ id }) => id) };
      work.record(notifications.messagesMoved, `notice:${first.notice_id}`, data);
    }
  }
}

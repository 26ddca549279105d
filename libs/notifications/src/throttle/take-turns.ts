import type { EntityManager } from 'typeorm';
import type { OuterChannel } from '../channel/channel.js';
import { throttleMinutes, throttleOf } from './limits.js';

export interface TurnAsked {
  readonly messageId: string;
  readonly personId: string;
  readonly channel: OuterChannel;
  readonly category: string;
}

interface Taken { readonly person: string; readonly channel: OuterChannel; readonly category: string; readonly taken: number; readonly ends: Date }

/**
 * Takes turns of the throttles, for all at once and in the order given. Answers the messages that got none, by their id, with the
 * end of the window that is full. Windows are locked in one order. One that ends later than two whole windows from now was begun
 * by a clock that ran ahead: it begins anew. Callers whose clocks differ by less share one.
 */
export async function takeTurns(db: EntityManager, now: Date, asked: readonly TurnAsked[]): Promise<ReadonlyMap<string, Date>> {
  const groups = new Map<string, TurnAsked[]>();
  for (const one of asked) {
    const group = groups.get(keyOf(one.personId, one.channel, one.category));
    if (group === undefined) groups.set(keyOf(one.personId, one.channel, one.category), [one]);
    else group.push(one);
  }
  if (groups.size === 0) return new Map();
  const firsts = [...groups.values()].flatMap(([first, ...others]) => (first === undefined ? [] : [{ ...first, count: others.length + 1 }]));
  const rows = await db.query<Taken[]>(
    `INSERT INTO notification_throttle AS t (person_id, channel, category, ends_at, taken)
     SELECT person, channel, category, $5::timestamptz + make_interval(mins => $6), taken FROM unnest($1::uuid[], $2::text[], $3::text[], $4::int[]) AS asked (person, channel, category, taken) ORDER BY 1, 2, 3
     ON CONFLICT (person_id, channel, category) DO UPDATE SET
       ends_at = CASE WHEN t.ends_at > $5 AND t.ends_at <= excluded.ends_at + make_interval(mins => $6) THEN t.ends_at ELSE excluded.ends_at END,
       taken = CASE WHEN t.ends_at > $5 AND t.ends_at <= excluded.ends_at + make_interval(mins => $6) THEN least(t.taken::bigint + excluded.taken, 1000000000)::int ELSE excluded.taken END
     RETURNING person_id AS person, channel, category, taken, ends_at AS ends`,
    [firsts.map(({ personId }) => personId), firsts.map(({ channel }) => channel), firsts.map(({ category }) => category), firsts.map(({ count }) => count), now, throttleMinutes]);
  return new Map(rows.flatMap(({ person, channel, category, taken, ends }) => {
    const group = groups.get(keyOf(person, channel, category)) ?? [];
    const room = Math.max(0, throttleOf(category, channel) - (taken - group.length));
    return group.slice(room).map(({ messageId }): [string, Date] => [messageId, ends]);
  }));
}

function keyOf(personId: string, channel: string, category: string): string {
  return `${personId} ${channel} ${category}`;
}

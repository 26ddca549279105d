import type { EntityManager } from 'typeorm';
import { newId } from '#kernel';
import type { OuterChannel } from '../channel/channel.js';

/** A message that waits, and what it is gathered by. */
export interface Waiting {
  readonly messageId: string;
  readonly personId: string;
  readonly channel: OuterChannel;
  readonly key: string;
  readonly until: Date;
}

/** The digest that a message is gathered in. `carries`: it opened the digest, and goes out for all that are in it. */
export interface Gathered {
  readonly digestId: string;
  readonly carries: boolean;
  readonly closesAt: Date;
}

interface Joined { readonly id: string; readonly person: string; readonly channel: string; readonly key: string; readonly carrier: string; readonly closes: Date }

/**
 * Puts messages into the open digests of their people, all at once; who finds none opens it. However many do so at the same time,
 * one row is open for a person, channel and key: the others join it. Whoever joins holds its row until their commit, so that it is
 * not closed without them; whoever comes after it was closed opens the next one.
 */
export async function gather(db: EntityManager, now: Date, waiting: readonly Waiting[]): Promise<ReadonlyMap<string, Gathered>> {
  const groups = new Map<string, Waiting[]>();
  for (const one of waiting) {
    const group = groups.get(keyOf(one.personId, one.channel, one.key));
    if (group === undefined) groups.set(keyOf(one.personId, one.channel, one.key), [one]);
    else group.push(one);
  }
  if (groups.size === 0) return new Map();
  const firsts = [...groups.values()].flatMap(([first]) => (first === undefined ? [] : [first]));
  const rows = await db.query<Joined[]>(
    `INSERT INTO notification_digest (id, person_id, channel, key, carrier_id, opened_at, closes_at)
     SELECT id, person, channel, key, carrier, $7, closes FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::uuid[], $6::timestamptz[]) AS given (id, person, channel, key, carrier, closes) ORDER BY person, channel, key
     ON CONFLICT (person_id, channel, key) WHERE closed_at IS NULL DO UPDATE SET key = excluded.key
     RETURNING id, person_id AS person, channel, key, carrier_id AS carrier, closes_at AS closes`,
    [firsts.map(() => newId()), firsts.map(({ personId }) => personId), firsts.map(({ channel }) => channel), firsts.map(({ key }) => key),
      firsts.map(({ messageId }) => messageId), firsts.map(({ until }) => until.toISOString()), now]);
  return new Map(rows.flatMap(({ id, person, channel, key, carrier, closes }) => (groups.get(keyOf(person, channel, key)) ?? [])
    .map(({ messageId }): [string, Gathered] => [messageId, { digestId: id, carries: messageId === carrier, closesAt: closes }])));
}

function keyOf(personId: string, channel: string, key: string): string {
  return `${personId} ${channel} ${key}`;
}

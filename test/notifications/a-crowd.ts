import { Channels, type Outgoing } from '#notifications';
import { newId } from '#kernel';
import type { Council } from '../council/a-council.js';
import type { TestHub } from '../support/hub.js';

/** Seats so many people in the council. Put there by hand: how people come to seats is not the matter here. */
export async function seatCrowd(of: Council, many: number): Promise<readonly string[]> {
  const people = Array.from({ length: many }, newId);
  await of.hub.database.sql(
    `INSERT INTO identity_person (id, name, language, zone, state, created_at, joined_at) SELECT id, 'Delegate', 'en', 'UTC', 'active', now(), now() FROM unnest($1::uuid[]) AS p(id)`, [people]);
  await of.hub.database.sql(`INSERT INTO identity_contact (person_id, email) SELECT id, id || '@example.org' FROM unnest($1::uuid[]) AS p(id)`, [people]);
  await of.hub.database.sql(
    `INSERT INTO council_seat (id, body_id, institution_id, country_code, weight, delegate_id, state) SELECT gen_random_uuid(), $2, gen_random_uuid(), 'PK', 1, id, 'active' FROM unnest($1::uuid[]) AS p(id)`, [people, of.bodyId]);
  return people;
}

/** What a channel is asked to send, and what it answers: it stands for what is outside the hub. */
export interface Outside {
  readonly sent: Outgoing[];
  answer: (outgoing: Outgoing) => Promise<{ state: 'sent' | 'delivered'; reference: string | null }>;
}

/** Puts something else behind the hub's mail. */
export function outsideOf(hub: TestHub): Outside {
  const channel = hub.app.get(Channels).on('mail');
  if (channel === null) throw new Error('the hub sends no mail');
  const outside: Outside = { sent: [], answer: async () => ({ state: 'sent', reference: null }) };
  channel.send = async (outgoing) => {
    outside.sent.push(outgoing);
    return outside.answer(outgoing);
  };
  return outside;
}

import { Injectable } from '@nestjs/common';
import { events, type Input, type Output } from '#contracts';
import { refuseOn } from '#db';
import { DomainError, newId, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, Rights, theHub, type CommandHandler } from '#realtime';
import { insistOnTypes } from '../catalogue/insist-on-types.js';
import { beginning } from './begin-consumer.js';

/** Consumers that one person may have. */
const MOST = 100;

@Injectable()
@Handles(events.createConsumer, () => theHub)
export class CreateConsumer implements CommandHandler<typeof events.createConsumer> {
  readonly nests = true;

  constructor(private readonly rights: Rights) {}

  async execute(actor: Principal, input: Input<typeof events.createConsumer>, { db, now, record }: Work): Promise<Output<typeof events.createConsumer>> {
    if (actor.personId === null) throw new DomainError('forbidden', 'A consumer belongs to a person.');
    insistOnTypes(input.filter);
    if (input.stream !== undefined) await this.rights.insistOnLabels(actor, input.stream);
    // One at a time for each owner, so that the bound holds.
    await db.query(`SELECT pg_advisory_xact_lock(hashtextextended('events_consumer:' || $1, 0))`, [actor.personId]);
    const [owned] = await db.query<{ same: string | null; count: string }[]>(
      'SELECT count(*) AS count, min(id::text) FILTER (WHERE name = $2) AS same FROM events_consumer WHERE owner_id = $1', [actor.personId, input.name]);
    const taken = new DomainError('consumer_exists', 'You have a consumer of this name already.', { consumerId: owned?.same ?? null });
    if (owned !== undefined && owned.same !== null) throw taken;
    if (Number(owned?.count) >= MOST) throw new DomainError('too_many_consumers', `A person has at most ${MOST} consumers: delete one first.`);
    const id = newId();
    const begin = await beginning(db, input.stream ?? null, input.filter, input);
    await db.query(
      `INSERT INTO events_consumer (id, owner_id, name, stream, filter, deliver_policy, start_time, unsettled, ack_wait, max_deliver, backoff, max_ack_pending, inactive_threshold, headers_only, epoch, position, began, active_at, created_at, changed_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16, $17, $17, $17)`,
      [id, actor.personId, input.name, input.stream ?? null, JSON.stringify(input.filter), begin.deliver_policy, begin.start_time, begin.unsettled, input.ackWait, input.maxDeliver,
        input.backoff, input.maxAckPending, input.inactiveThreshold, input.headersOnly, begin.epoch, begin.position, now],
    ).catch(refuseOn('one_consumer_of_a_name', taken));
    record(events.consumerChanged, `person:${actor.personId}`, { personId: actor.personId, consumerId: id, name: input.name, live: true, reason: 'requested' });
    return { consumerId: id };
  }
}

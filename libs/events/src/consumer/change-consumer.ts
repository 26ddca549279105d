import { Injectable } from '@nestjs/common';
import { events, type Input, type Output } from '#contracts';
import { DomainError, type Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { insistOnTypes } from '../catalogue/insist-on-types.js';
import { lockConsumer } from './consumer.js';
import { Nudges } from './nudges.js';

@Injectable()
@Handles(events.changeConsumer, (input) => ({ kind: 'consumer', id: input.consumerId }))
export class ChangeConsumer implements CommandHandler<typeof events.changeConsumer> {
  constructor(private readonly nudges: Nudges) {}

  async execute(_actor: Principal, input: Input<typeof events.changeConsumer>, { db, now }: Work): Promise<Output<typeof events.changeConsumer>> {
    const before = await lockConsumer(db, input.consumerId);
    if (input.filter !== undefined) insistOnTypes(input.filter);
    const maxDeliver = input.maxDeliver === undefined ? before.max_deliver : input.maxDeliver;
    const backoff = input.backoff ?? before.backoff;
    if (maxDeliver !== null && backoff.length > maxDeliver) {
      throw new DomainError('invalid_input', 'There would be more steps of backoff than a message is given times.', { issues: [{ pointer: '/backoff', rule: `at most ${maxDeliver} steps (maxDeliver)` }] });
    }
    await db.query(
      `UPDATE events_consumer SET turn = turn + 1, filter = $2, ack_wait = $3, max_deliver = $4, backoff = $5, max_ack_pending = $6, inactive_threshold = $7, headers_only = $8, changed_at = $9 WHERE id = $1`,
      [before.id, JSON.stringify(input.filter ?? before.filter), input.ackWait ?? before.ack_wait, maxDeliver, backoff, input.maxAckPending ?? before.max_ack_pending,
        input.inactiveThreshold === undefined ? before.inactive_threshold : input.inactiveThreshold, input.headersOnly ?? before.headers_only, now]);
    this.nudges.nudgeSoon(before.id);
    return {};
  }
}

import { Injectable } from '@nestjs/common';
import { events, type Input, type Output } from '#contracts';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { beginning } from './begin-consumer.js';
import { lockConsumer } from './consumer.js';
import { Nudges } from './nudges.js';

@Injectable()
@Handles(events.resetConsumer, (input) => ({ kind: 'consumer', id: input.consumerId }))
export class ResetConsumer implements CommandHandler<typeof events.resetConsumer> {
  constructor(private readonly nudges: Nudges) {}

  async execute(_actor: Principal, input: Input<typeof events.resetConsumer>, { db, now }: Work): Promise<Output<typeof events.resetConsumer>> {
    const consumer = await lockConsumer(db, input.consumerId);
    const begin = await beginning(db, consumer.stream, consumer.filter, input);
    await db.query('DELETE FROM events_pending WHERE consumer_id = $1', [consumer.id]);
    await db.query(
      `UPDATE events_consumer SET turn = turn + 1, generation = generation + 1, deliver_policy = $2, start_time = $3, unsettled = $4, epoch = $5, position = $6, began = $6, missed = 0, changed_at = $7 WHERE id = $1`,
      [consumer.id, begin.deliver_policy, begin.start_time, begin.unsettled, begin.epoch, begin.position, now]);
    this.nudges.nudgeSoon(consumer.id);
    return {};
  }
}

import { Injectable } from '@nestjs/common';
import { events, type Input, type Output } from '#contracts';
import { noteAudit } from '#identity';
import type { Principal } from '#kernel';
import type { Work } from '#log';
import { Handles, type CommandHandler } from '#realtime';
import { lockConsumer, type ConsumerRow } from './consumer.js';
import { Nudges } from './nudges.js';

@Injectable()
@Handles(events.deleteConsumer, (input) => ({ kind: 'consumer', id: input.consumerId }))
export class DeleteConsumer implements CommandHandler<typeof events.deleteConsumer> {
  constructor(private readonly nudges: Nudges) {}

  async execute(actor: Principal, input: Input<typeof events.deleteConsumer>, work: Work): Promise<Output<typeof events.deleteConsumer>> {
    const consumer = await lockConsumer(work.db, input.consumerId);
    await drop(work, consumer, 'requested');
    await noteAudit(work.db, actor, work.now, { action: events.deleteConsumer.name, object: { kind: 'consumer', id: consumer.id } });
    this.nudges.nudgeSoon(consumer.id);
    return {};
  }
}

/** Deletes a consumer with all that it remembers, and tells its owner. */
export async function drop({ db, record }: Work, { id, owner_id: personId, name }: Pick<ConsumerRow, 'id' | 'owner_id' | 'name'>, reason: 'requested' | 'inactive'): Promise<void> {
  await db.query('DELETE FROM events_consumer WHERE id = $1', [id]);
  record(events.consumerChanged, `person:${personId}`, { personId, consumerId: id, name, live: false, reason });
}
